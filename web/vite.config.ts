import { defineConfig } from "vite";

// The server embeds what is built here. Nothing may be inlined: its content security policy allows only files.
export default defineConfig({
  build: {
    outDir: "../internal/webui/dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    proxy: {
      "/api": { target: process.env.STOA_URL ?? "http://127.0.0.1:8080", ws: true },
    },
  },
});

import { defineConfig } from "vite";

// The server embeds what is built here. Nothing may be inlined: its content security policy allows only files.
export default defineConfig({
  build: {
    outDir: "../internal/webui/dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      input: { index: "index.html", sw: "src/sw/sw.ts" },
      output: {
        // A service worker rules what is below its address, and is looked for there again and again.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    proxy: {
      "/api": { target: process.env.STOA_URL ?? "http://127.0.0.1:8080", ws: true },
    },
  },
});

import { fileURLToPath } from "node:url";
import { build } from "vite";

// Pages of add-ons load this with a <script> of the old kind, from an address that never changes: one file, no modules.
const here = fileURLToPath(new URL(".", import.meta.url));

for (const [suffix, minify] of [
  ["", true],
  ["-debug", false],
]) {
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: `${here}../../internal/webui/dist/atlassian-connect`,
      emptyOutDir: false,
      assetsInlineLimit: 0,
      target: "es2020",
      cssTarget: ["chrome111", "firefox114", "safari16.4"],
      minify,
      cssMinify: minify,
      cssCodeSplit: false,
      modulePreload: false,
      rollupOptions: {
        input: `${here}build.ts`,
        output: {
          format: "iife",
          entryFileNames: `all${suffix}.js`,
          assetFileNames: `all${suffix}[extname]`,
        },
      },
    },
  });
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { frameBot } from "./framebot.mjs";

const require = createRequire(import.meta.url);

/** scripted makes a page that loads what the server has for add-ons' pages, and keeps what it is told in window.events. */
export function scripted(host, body = "", script = "") {
  return `<!doctype html><meta charset="utf-8"><title>Add-on</title>
<link rel="stylesheet" href="${host}/atlassian-connect/all.css">
<script src="${host}/atlassian-connect/all.js"></script>
<body class="aui-connect-page"><main class="aui-connect-content">${body}</main><script>${tools}${script}</script>`;
}

/** bundled makes a page that brings the vendor's messaging library along, as published. */
export function bundled(body = "", script = "") {
  const library = readFileSync(require.resolve("simple-xdm/dist/iframe.js"), "utf8");
  return `<!doctype html><meta charset="utf-8"><title>Add-on</title><body><main>${body}</main>
<script>${library}</script><script>window.HipChat = AP;${tools}${script}</script>`;
}

const tools = `
window.events = [];
window.handle = (...names) => {
  const handlers = {};
  for (const n of names) handlers[n] = (e) => window.events.push([n, e]);
  HipChat.register(handlers);
};
window.call = (mod, fn, ...args) => new Promise((done) => HipChat[mod][fn](...args, (...answer) => done(answer)));
`;

const named = (value) => ({ value });

/** toolbox serves an add-on with a panel, dialogs and actions whose pages load all.js, or bring a library along. */
export function toolbox({ host, key, scopes, actions = [], name = "Toolbox" }) {
  const location = "hipchat.sidebar.right";
  return frameBot({
    key,
    name,
    scopes,
    capabilities: (base) => ({
      glance: [
        {
          key: "glance",
          name: named("Tools"),
          icon: { url: `${base}/icon.svg`, "url@2x": `${base}/icon.svg` },
          target: "panel",
        },
      ],
      webPanel: [
        { key: "panel", name: named("Tool panel"), url: `${base}/panel`, location },
        { key: "library", name: named("Library panel"), url: `${base}/library`, location },
        {
          key: "open",
          name: named("Open panel"),
          url: `${base}/open?of={message.mid}`,
          location,
          authentication: "none",
        },
      ],
      dialog: [
        {
          key: "dialog",
          title: named("Tool dialog"),
          url: `${base}/dialog?of={message.body}`,
          options: { primaryAction: { name: named("Do it"), key: "do" } },
        },
      ],
      externalPage: [{ key: "page", url: `${base}/page?by={message.sender.name}` }],
      action: actions,
    }),
    pages: {
      "/panel": scripted(host, "<h1>Tool panel</h1>"),
      "/second": scripted(host, "<h1>Second page</h1>"),
      "/open": scripted(host, "<h1>Open panel</h1>"),
      "/dialog": scripted(host, "<h1>Tool dialog</h1>"),
      "/library": bundled("<h1>Library panel</h1>"),
      "/page": "<!doctype html><title>A page of its own</title><h1>A page of its own</h1>",
    },
  });
}

/** frameAt gives the frame of a path once its page is there. */
export async function frameAt(page, path) {
  await page.waitForFunction(
    (p) => [...document.querySelectorAll("iframe")].some((f) => new URL(f.src).pathname === p),
    path,
  );
  for (;;) {
    const frame = page.frames().find((f) => URL.canParse(f.url()) && new URL(f.url()).pathname === path);
    if (frame) {
      await frame.locator("main").waitFor();
      return frame;
    }
    await page.waitForEvent("framenavigated");
  }
}

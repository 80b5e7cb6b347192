import { createServer } from "node:http";

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="2" y="2" width="12" height="12" rx="3" fill="#3572b0"/></svg>';

/**
 * frameBot serves an add-on with pages for frames. capabilities makes what it declares from its address, pages are by
 * path: HTML, or what answers a request. opened keeps the addresses that were asked for, by path.
 */
export async function frameBot({
  key = "com.example.frames",
  name = "Frames",
  scopes = ["view_room"],
  capabilities,
  pages,
  port = 0,
}) {
  const bot = { opened: {}, headers: {}, down: false, clients: [] };
  const server = createServer(async (req, res) => {
    const url = new URL(req.url, bot.base);
    if (url.pathname === "/capabilities.json")
      return json(res, descriptor(bot.base, { key, name, scopes, capabilities }));
    if (url.pathname === "/icon.svg") return res.setHeader("Content-Type", "image/svg+xml").end(drawing);
    const page = pages[url.pathname];
    if (page !== undefined) {
      bot.opened[url.pathname] = [...(bot.opened[url.pathname] ?? []), url];
      bot.headers[url.pathname] = req.headers;
      if (bot.down) return req.socket.destroy();
      res.setHeader("Content-Type", "text/html; charset=utf-8");
      return res.end(typeof page === "function" ? page(url) : page);
    }
    let body = "";
    for await (const chunk of req) body += chunk;
    if (req.method === "POST" && url.pathname === "/installed") bot.clients.push(JSON.parse(body));
    res.statusCode = req.method === "POST" || req.method === "DELETE" ? 204 : 404;
    res.end();
  });
  await new Promise((ready, taken) => server.once("error", taken).listen(port, "127.0.0.1", ready));
  bot.base = `http://127.0.0.1:${server.address().port}`;
  bot.last = (path) => bot.opened[path]?.at(-1);
  bot.close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  bot.install = async (who, room) => {
    const offer = await who.call("POST", "/api/installations/preview", {
      url: `${bot.base}/capabilities.json`,
      room,
    });
    return await who.call("POST", "/api/installations", { preview: offer.preview, room });
  };
  return bot;
}

/**
 * bare makes a page that has no script of anybody's and only speaks to the page around it: window.call calls a method,
 * window.events are those that came, window.handle says what is handled, window.answer what is answered.
 */
export function bare(body = "", script = "") {
  return `<!doctype html><meta charset="utf-8"><title>Add-on</title><style>body{font:14px sans-serif;margin:12px}</style>
<main>${body}</main><script>
const name_ = JSON.parse(window.name);
const post = (m) => parent.postMessage({ eid: name_.extension_id, ...m }, name_.origin);
const waiting = {};
window.events = [];
window.answers = {};
let mids = 0;
addEventListener("message", (e) => {
  if (e.source !== parent || e.origin !== name_.origin) return;
  const m = e.data;
  if (m.type === "resp") waiting[m.mid]?.(m.args);
  if (m.type === "evt") {
    window.events.push([m.etyp, m.evnt]);
    if (m.mid && m.etyp in window.answers) post({ type: "resp", mid: m.mid, args: window.answers[m.etyp] });
  }
  if (m.type === "key_listen") window.key = m.keycode;
});
window.handle = (...args) => post({ type: "event_query", args });
window.send = (mod, fn, ...args) => post({ type: "req", mod, fn, args });
window.call = (mod, fn, ...args) => new Promise((done) => {
  const mid = "m" + ++mids;
  waiting[mid] = done;
  post({ type: "req", mod, fn, args, mid });
});
post({ type: "init" });
${script}
</script>`;
}

function json(res, value) {
  res.setHeader("Content-Type", "application/json");
  res.end(JSON.stringify(value));
}

function descriptor(base, { key, name, scopes, capabilities }) {
  return {
    key,
    name,
    description: "Has pages of its own.",
    vendor: { name: "Example", url: "https://example.com" },
    links: { self: `${base}/capabilities.json`, homepage: "https://example.com/frames" },
    capabilities: {
      hipchatApiConsumer: { scopes },
      installable: { callbackUrl: `${base}/installed`, allowRoom: true, allowGlobal: true },
      ...capabilities(base),
    },
  };
}

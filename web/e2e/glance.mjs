import { createServer } from "node:http";

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#3f9a5b"/></svg>';

/**
 * glanceBot serves an add-on with glances. It answers browsers from allowed, keeps what they asked, and says by itself
 * what its glances show.
 */
export async function glanceBot({ key = "com.example.harbour", glances }) {
  const bot = { asked: [], answer: content("<b>3</b> open berths", "FULL", { berths: 3 }), allowed: "*" };
  let client;
  const server = createServer(async (req, res) => {
    const url = new URL(req.url, bot.base);
    if (url.pathname === "/capabilities.json") return json(res, descriptor(bot.base, key, glances));
    if (url.pathname === "/icon.svg") return res.setHeader("Content-Type", "image/svg+xml").end(drawing);
    if (url.pathname === "/glance") {
      bot.asked.push({ method: req.method, headers: req.headers, query: url.searchParams });
      if (bot.allowed) res.setHeader("Access-Control-Allow-Origin", bot.allowed);
      return json(res, bot.answer);
    }
    let body = "";
    for await (const chunk of req) body += chunk;
    if (req.method === "POST") client = JSON.parse(body);
    res.statusCode = 204;
    res.end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  bot.base = `http://127.0.0.1:${server.address().port}`;
  bot.close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  bot.install = async (who, room) => {
    const offer = await who.call("POST", "/api/installations/preview", {
      url: `${bot.base}/capabilities.json`,
      room,
    });
    await who.call("POST", "/api/installations", { preview: offer.preview, room });
  };
  bot.say = async (base, path, glance) => {
    const token = await grant(base, client);
    const res = await fetch(`${base}/v2/addon/ui${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ glance: [glance] }),
    });
    if (res.status !== 204) throw new Error(`${path}: ${res.status} ${await res.text()}`);
  };
  return bot;
}

/** content is what a glance shows. */
export function content(value, label, metadata) {
  const status = { type: "lozenge", value: { label, type: label === "FULL" ? "error" : "success" } };
  return { label: { type: "html", value }, status, metadata };
}

/** grant gives an add-on a token. */
export async function grant(base, client, scope = "view_room") {
  const res = await fetch(`${base}/v2/oauth/token`, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Authorization: `Basic ${btoa(`${client.oauthId}:${client.oauthSecret}`)}`,
    },
    body: new URLSearchParams({ grant_type: "client_credentials", scope }),
  });
  if (!res.ok) throw new Error(`token: ${res.status} ${await res.text()}`);
  return (await res.json()).access_token;
}

function json(res, value) {
  res.setHeader("Content-Type", "application/json");
  res.end(JSON.stringify(value));
}

function descriptor(base, key, glances) {
  const icon = { url: `${base}/icon.svg`, "url@2x": `${base}/icon.svg` };
  return {
    key,
    name: "Harbour",
    description: "Says which berths are open.",
    vendor: { name: "Example", url: "https://example.com" },
    links: { self: `${base}/capabilities.json`, homepage: "https://example.com/harbour" },
    capabilities: {
      hipchatApiConsumer: { scopes: ["view_room"] },
      installable: { callbackUrl: `${base}/installed`, allowRoom: true, allowGlobal: true },
      glance: glances(base).map((g) => ({ icon, ...g })),
    },
  };
}

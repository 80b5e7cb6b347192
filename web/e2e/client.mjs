import { once } from "node:events";
import { WebSocket } from "ws";

/** Client calls a server's own API as one signed-in person, to prepare what a test looks at. */
export class Client {
  #base;
  #cookie = "";

  constructor(base) {
    this.#base = base;
  }

  static async signIn(base, { email, password }) {
    const client = new Client(base);
    await client.call("POST", "/api/session", { email, password });
    return client;
  }

  async call(method, path, body) {
    const res = await fetch(this.#base + path, {
      method,
      headers: { "Content-Type": "application/json", Cookie: this.#cookie },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await res.text();
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text}`);
    const cookie = res.headers.getSetCookie().find((c) => c.startsWith("stoa_session="));
    if (cookie) this.#cookie = cookie.split(";")[0];
    return text ? JSON.parse(text) : undefined;
  }

  /** live opens the person's live feed, and gives it when it is greeted. */
  async live() {
    const feed = new WebSocket(`${this.#base.replace(/^http/, "ws")}/api/ws`, {
      headers: { Cookie: this.#cookie },
    });
    await once(feed, "message");
    return feed;
  }

  /** say posts as a person. */
  say(conversation, body) {
    return this.call("POST", `/api/conversations/${conversation}/events`, {
      body,
      client_id: crypto.randomUUID(),
    });
  }

  /** share posts a file. */
  async share(conversation, file) {
    const form = new FormData();
    form.set("file", file);
    const path = `/api/conversations/${conversation}/files`;
    const res = await fetch(this.#base + path, {
      method: "POST",
      headers: { Cookie: this.#cookie },
      body: form,
    });
    if (!res.ok) throw new Error(`${path}: ${res.status} ${await res.text()}`);
  }

  /** found waits until the server's search has read up to what a text finds. */
  async found(text) {
    for (let n = 0; n < 200; n++) {
      const page = await this.call("GET", `/api/search?q=${encodeURIComponent(text)}`);
      if (page.items.length > 0) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${text} is not found`);
  }

  /** person makes an account and signs it in. */
  async person(name, email) {
    const password = "a long enough password";
    const { user } = await this.call("POST", "/api/users", { name, email, password });
    return { user, email, password, client: await Client.signIn(this.#base, { email, password }) };
  }

  /** room makes a room and a token of each API for it. */
  async room(name, topic = "") {
    const room = await this.call("POST", "/api/rooms", { name, topic, privacy: "public" });
    const token = await this.call("POST", `/api/rooms/${room.id}/tokens`, { name: "CI", v1: true });
    return { ...room, token };
  }
}

/** notify posts a notification to a v2 URL that carries its token. */
export async function notify(url, body) {
  const res = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (res.status !== 204) throw new Error(`${url}: ${res.status} ${await res.text()}`);
}

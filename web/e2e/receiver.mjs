import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

/** receiver is a webhook's receiver: it keeps the ids of what it took, and answers with status. some waits until it took anything. */
export async function receiver() {
  const came = new EventEmitter();
  const r = { status: 200, took: [] };
  r.some = () => r.took.length > 0 || once(came, "took", { signal: AbortSignal.timeout(30_000) });
  const server = createServer((req, res) => {
    req.resume();
    req.on("end", () => {
      if (r.status < 300) {
        r.took.push(req.headers["webhook-id"]);
        came.emit("took");
      }
      res.statusCode = r.status;
      res.end(r.status < 300 ? "" : "the queue is down");
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  r.url = `http://127.0.0.1:${server.address().port}/hook`;
  r.close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return r;
}

/** hook registers a webhook for a room's notifications, as an administrator with a token of API v2. */
export async function hook(base, { email, password }, room, url, name) {
  const token = await fetch(`${base}/v2/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", username: email, password }),
  });
  const { access_token } = await token.json();
  const res = await fetch(`${base}/v2/room/${room}/webhook`, {
    method: "POST",
    headers: { Authorization: `Bearer ${access_token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ url, event: "room_notification", name }),
  });
  if (res.status !== 201) throw new Error(`webhook: ${res.status} ${await res.text()}`);
}

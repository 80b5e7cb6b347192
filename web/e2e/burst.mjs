import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin, startServer } from "./server.mjs";

/** What a token may say in a minute by messages of their own; the rest is counted in one message. */
export const limit = 30;

/** group is a group of Alertmanager's about disk n. */
export const group = (n) =>
  JSON.stringify({
    version: "4",
    groupKey: `{}:{alertname="Disk${n}"}`,
    status: "firing",
    externalURL: "https://alerts.example.com",
    commonLabels: { alertname: `Disk of db${n} is full` },
    alerts: [{ status: "firing", labels: { alertname: `Disk${n}` }, annotations: { summary: "full" } }],
  });

/** startBurst runs a server with HipChat's limits and a room in which more came than they let through. */
export async function startBurst() {
  const server = await startServer({ limits: "on" });
  const ada = await Client.signIn(server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const made = await ada.call("POST", `/api/rooms/${room.id}/tokens`, { name: "Alerts", v1: false });
  const hook = new URL(new URL(made.hook).pathname, server.base).href;
  const headers = { "Content-Type": "application/json" };
  for (let n = 0; n < limit + 37; n++) {
    const res = await fetch(hook, { method: "POST", headers, body: group(n) });
    if (!res.ok) throw new Error(`call ${n}: ${res.status} ${await res.text()}`);
  }
  return { base: server.base, room, close: server.close };
}

/** burstViews calls shot with the message of a burst, folded and unfolded. */
export async function burstViews({ page, shot, burst }) {
  await page.goto(`${burst.base}/chat/room/${burst.room.id}`);
  await signIn(page, admin);
  const line = page.getByRole("article", { name: /^Gray notification/ });
  await line.getByText("37 more from Alertmanager").waitFor();
  await line.scrollIntoViewIfNeeded();
  await shot("burst");
  await line.getByRole("button", { name: /more/i }).click();
  await line.scrollIntoViewIfNeeded();
  await shot("burst-unfolded");
}

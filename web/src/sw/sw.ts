import type { Worker } from "./worker";

const worker = self as unknown as Worker;
const shelf = "offline-1";
const offline = "/offline.html";
const kept = [offline, "/offline.css", "/icons/icon.svg"];

worker.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(shelf)
      .then((c) => c.addAll(kept))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (e) => {
  const old = caches
    .keys()
    .then((names) => Promise.all(names.filter((n) => n !== shelf).map((n) => caches.delete(n))));
  e.waitUntil(old.then(() => worker.clients.claim()));
});

// Pages come from the server; without it there is one that says so. Nothing else is kept: a chat from yesterday looks
// like one from today.
worker.addEventListener("fetch", (e) => {
  const { request } = e;
  if (request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate") e.respondWith(fetch(request).catch(() => fromShelf(offline)));
  else if (kept.includes(path)) e.respondWith(fetch(request).catch(() => fromShelf(path)));
});

async function fromShelf(path: string): Promise<Response> {
  return (await caches.match(path)) ?? Response.error();
}

/** What the server puts into a push. */
interface Message {
  title: string;
  body: string;
  tag: string;
  url: string;
}

// One after the other, so that each sees the one before.
let shown: Promise<void> = Promise.resolve();

worker.addEventListener("push", (e) => {
  const message = read(e.data);
  shown = shown.catch(() => {}).then(() => show(message));
  e.waitUntil(shown);
});

function read(data: { json(): unknown } | null): Message {
  const blank = { title: "Stoa", body: "There is a new message for you.", tag: "stoa", url: "/chat" };
  try {
    return { ...blank, ...(data?.json() as Partial<Message>) };
  } catch {
    return blank;
  }
}

/** show puts a push in the place of the one before of its conversation, and says how many there are. */
async function show(m: Message): Promise<void> {
  const before = await worker.registration.getNotifications({ tag: m.tag });
  const count = before.reduce((n, b) => Math.max(n, b.data?.count ?? 1), 0) + 1;
  await worker.registration.showNotification(count > 1 ? `${m.title} (${count})` : m.title, {
    body: m.body,
    tag: m.tag,
    renotify: true,
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
    data: { url: m.url, count },
  });
}

worker.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(lead(e.notification.data?.url ?? "/chat"));
});

/** lead goes to an address in a page that is open, or in a new one. */
async function lead(url: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window" });
  const page = pages.find((p) => p.focused) ?? pages[0];
  if (!page) {
    await worker.clients.openWindow(url);
    return;
  }
  page.postMessage({ go: url });
  await page.focus();
}

worker.addEventListener("pushsubscriptionchange", (e) =>
  e.waitUntil(renew(e.oldSubscription, e.newSubscription)),
);

/** renew tells the server of the address that took the place of another. */
async function renew(before?: PushSubscription, now?: PushSubscription): Promise<void> {
  const options = before?.options;
  const fresh = now ?? (options && (await worker.registration.pushManager.subscribe(options)));
  if (!fresh) return;
  await fetch("/api/me/push", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fresh),
  });
}

/** What of a service worker's world is used here; the compiler's own list of it does not go together with a page's. */
export interface Worker {
  registration: {
    showNotification(title: string, options: object): Promise<void>;
    getNotifications(filter: { tag: string }): Promise<{ data?: { count?: number } }[]>;
    pushManager: PushManager;
  };
  clients: {
    claim(): Promise<void>;
    matchAll(filter: object): Promise<Window[]>;
    openWindow(url: string): Promise<unknown>;
  };
  location: Location;
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof Events>(name: K, hear: (event: Events[K]) => void): void;
}

/** An open page. */
export interface Window {
  url: string;
  focused: boolean;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}

interface Events {
  install: Extendable;
  activate: Extendable;
  fetch: { request: Request; respondWith(answer: Promise<Response>): void };
  push: Extendable & { data: { json(): unknown } | null };
  notificationclick: Extendable & { notification: { close(): void; data?: { url?: string } } };
  pushsubscriptionchange: Extendable & {
    oldSubscription?: PushSubscription;
    newSubscription?: PushSubscription;
  };
}

import type { Api } from "../api/api";

/** Pushes is this browser's part in Web Push: whether it gets pushes, and switching them on and off. */
export class Pushes {
  constructor(private readonly api: Pick<Api, "pushKey" | "addPush" | "endPush">) {}

  get supported(): boolean {
    return "serviceWorker" in navigator && "PushManager" in globalThis;
  }

  async on(): Promise<boolean> {
    if (!this.supported) return false;
    return (await (await this.registration()).pushManager.getSubscription()) !== null;
  }

  async switchOn(): Promise<void> {
    const { pushManager } = await this.registration();
    const key = bytes(await this.api.pushKey());
    const old = await pushManager.getSubscription();
    // One for another key is of no use: the server has been set up anew since.
    if (old && !same(old.options.applicationServerKey, key)) await old.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    await this.api.addPush(subscription.toJSON());
  }

  async switchOff(): Promise<void> {
    const subscription = await (await this.registration()).pushManager.getSubscription();
    if (!subscription) return;
    await this.api.endPush(subscription.endpoint);
    await subscription.unsubscribe();
  }

  private registration(): Promise<ServiceWorkerRegistration> {
    return navigator.serviceWorker.ready;
  }
}

/** bytes reads base64url. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

function same(a: ArrayBuffer | null, b: Uint8Array): boolean {
  const old = new Uint8Array(a ?? new ArrayBuffer(0));
  return old.length === b.length && old.every((v, i) => v === b[i]);
}

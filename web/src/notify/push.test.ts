import { afterEach, expect, test, vi } from "vitest";
import { bytes, Pushes } from "./push";

afterEach(() => vi.unstubAllGlobals());

const key = "BAEC_-8";

/** browser is a browser whose push manager has the given subscription. */
function browser(subscription: { endpoint: string; options: object } | null) {
  const log: string[] = [];
  let now = subscription && { ...subscription, unsubscribe: async () => void log.push("unsubscribe") };
  const pushManager = {
    getSubscription: async () => now,
    subscribe: async (o: { applicationServerKey: Uint8Array }) => {
      log.push(`subscribe ${[...o.applicationServerKey]}`);
      now = {
        endpoint: "https://push.test/1",
        options: {},
        unsubscribe: async () => void log.push("unsubscribe"),
      };
      return { ...now, toJSON: () => ({ endpoint: now?.endpoint }) };
    },
  };
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("navigator", { serviceWorker: { ready: Promise.resolve({ pushManager }) } });
  const pushes = new Pushes({
    pushKey: async () => key,
    addPush: async (s) => void log.push(`add ${s.endpoint}`),
    endPush: async (endpoint) => void log.push(`end ${endpoint}`),
  });
  return { log, pushes };
}

test("switched on, the browser asks with the server's key and tells the server where it is", async () => {
  const { log, pushes } = browser(null);
  expect(await pushes.on()).toBe(false);
  await pushes.switchOn();
  expect(log).toEqual(["subscribe 4,1,2,255,239", "add https://push.test/1"]);
  expect(await pushes.on()).toBe(true);
});

test("a subscription for another key is given up first", async () => {
  const { log, pushes } = browser({
    endpoint: "https://push.test/0",
    options: { applicationServerKey: new Uint8Array([1, 2]).buffer },
  });
  await pushes.switchOn();
  expect(log[0]).toBe("unsubscribe");
});

test("one for the same key stays", async () => {
  const { log, pushes } = browser({
    endpoint: "https://push.test/0",
    options: { applicationServerKey: bytes(key).buffer },
  });
  await pushes.switchOn();
  expect(log).toEqual(["subscribe 4,1,2,255,239", "add https://push.test/1"]);
});

test("switched off, the server forgets it before the browser does", async () => {
  const { log, pushes } = browser({ endpoint: "https://push.test/0", options: {} });
  await pushes.switchOff();
  expect(log).toEqual(["end https://push.test/0", "unsubscribe"]);
});

import { navigate, parse } from "../router";

const script = "/sw.js";

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** trusted makes the worker's address one that the page's security policy lets through: it and no other. */
function trusted(): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  return policies?.createPolicy("stoa", { createScriptURL: () => script }).createScriptURL(script) ?? script;
}

/** startWorker registers the service worker, which shows pushes and what there is without a network, and follows it. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return; // not on a page without TLS
  navigator.serviceWorker.addEventListener("message", (m) => {
    const go = (m.data as { go?: unknown } | null)?.go;
    if (typeof go !== "string") return;
    const url = new URL(go, location.href);
    if (url.origin === location.origin && parse(url).page !== "unknown") navigate(url.pathname + url.search);
  });
  navigator.serviceWorker.register(trusted(), { updateViaCache: "none" }).catch(() => {
    // Everything else works without it.
  });
}

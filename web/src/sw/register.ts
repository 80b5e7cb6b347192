import { navigate, parse } from "../router";
import { trusted } from "./trusted";

const script = "/sw.js";

/** startWorker registers the service worker, which shows pushes and what there is without a network, and follows it. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return; // not on a page without TLS
  navigator.serviceWorker.addEventListener("message", (m) => {
    const go = (m.data as { go?: unknown } | null)?.go;
    if (typeof go !== "string") return;
    const url = new URL(go, location.href);
    if (url.origin === location.origin && parse(url).page !== "unknown") navigate(url.pathname + url.search);
  });
  navigator.serviceWorker.register(trusted(script), { updateViaCache: "none" }).catch(() => {
    // Everything else works without it.
  });
}

import { signal } from "@preact/signals";

const looking = () => document.visibilityState === "visible" && document.hasFocus();
const attention = signal(looking());

for (const name of ["focus", "blur"] as const) addEventListener(name, () => (attention.value = looking()));
document.addEventListener("visibilitychange", () => (attention.value = looking()));

/** attentive tells whether somebody looks at this page. */
export function attentive(): boolean {
  return attention.peek();
}

/** useAttention tells whether somebody looks at this page: it is visible and has the focus. */
export function useAttention(): boolean {
  return attention.value;
}

import { signal } from "@preact/signals";

/** What the reader wants to see only when they ask for it. */
export const folding = signal({ previews: false, gifs: false });

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { folding } from "../state/folding";

interface Props {
  /** A picture that moves. */
  moving?: boolean;
  /** What is behind it, in a word. */
  what: string;
  children: ComponentChildren;
}

/** Folded keeps pictures and previews behind a button for readers who have set it so. */
export function Folded({ moving = false, what, children }: Props) {
  const [open, setOpen] = useState(false);
  const { previews, gifs } = folding.value;
  if (open || !(previews || (gifs && moving))) return <>{children}</>;
  return (
    <button type="button" class="button-link folded" aria-expanded={false} onClick={() => setOpen(true)}>
      Show {what}
    </button>
  );
}

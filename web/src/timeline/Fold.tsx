import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  long: boolean;
  class?: string;
  children: ComponentChildren;
}

/** Fold shows the beginning of what is long, and the rest on request. spec: product, 4.1 */
export function Fold({ long, class: name = "", children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div
        class={long && !open ? `fold ${name}` : undefined}
        onFocusIn={(e) => long && !open && below(e.currentTarget, e.target) && setOpen(true)}
      >
        {children}
      </div>
      {long && (
        <button type="button" class="button-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : "Show more"}
        </button>
      )}
    </>
  );
}

/** below tells whether what has got the focus is hidden under the fold. */
function below(fold: HTMLElement, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const [box, it] = [fold.getBoundingClientRect(), target.getBoundingClientRect()];
  return it.top > box.top && it.bottom > box.bottom;
}

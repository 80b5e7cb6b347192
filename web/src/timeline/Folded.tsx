import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { folding } from "../state/folding";
import { Icon } from "../ui/Icon";

interface Props {
  /** A picture that moves. */
  moving?: boolean;
  /** What is behind it, in a word. */
  what: string;
  children: ComponentChildren;
}

/** Folded is a preview that can be put away and shown again. Readers may have set that they begin put away. */
export function Folded({ moving = false, what, children }: Props) {
  const [chosen, setChosen] = useState<boolean>();
  const { previews, gifs } = folding.value;
  const open = chosen ?? !(previews || (gifs && moving));
  if (!open) {
    return (
      <button type="button" class="button-link folded" aria-expanded={false} onClick={() => setChosen(true)}>
        Show {what}
      </button>
    );
  }
  return (
    <div class="foldable">
      {children}
      <button
        type="button"
        class="button-icon foldable-hide"
        aria-expanded={true}
        aria-label={`Hide ${what}`}
        title={`Hide ${what}`}
        onClick={() => setChosen(false)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  title: string;
  /** It is open from the beginning where there is room. */
  open?: boolean;
  children: ComponentChildren;
}

/** Tool is a panel beside the traffic, which can be put away. */
export function Tool({ title, open = true, children }: Props) {
  const [shown, setShown] = useState(open && matchMedia("(min-width: 64em)").matches);
  return (
    <details class="panel dev-tool" open={shown} onToggle={(e) => setShown(e.currentTarget.open)}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {children}
    </details>
  );
}

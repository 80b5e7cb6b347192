import type { ComponentChildren } from "preact";

/** Fact is a line of a list of facts, of the class facts. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="wrap">{children}</dd>
    </div>
  );
}

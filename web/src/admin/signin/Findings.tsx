import type { Finding } from "./sourceapi";

/** Findings are what a look at a source has found, read out when they come. */
export function Findings({ found }: { found: Finding[] | undefined }) {
  return (
    <div role="status">
      {found && (
        <ul class="findings">
          {found.map((f) => (
            <li key={f.text} class={f.ok ? "finding-ok" : "finding-bad"}>
              <span aria-hidden="true">{f.ok ? "✓" : "✗"}</span>
              <span class="wrap">
                <span class="visually-hidden">{f.ok ? "Good: " : "In the way: "}</span>
                {f.text}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

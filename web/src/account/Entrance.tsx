import type { ComponentChildren } from "preact";

/** Entrance frames the pages before sign-in. */
export function Entrance({
  title,
  note,
  children,
}: {
  title: string;
  note: string;
  children?: ComponentChildren;
}) {
  return (
    <main class="entrance">
      <div class="entrance-box">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 12 16 5l12 7v2H4zM7 16h3.500v8H7zm7.250 0h3.500v8h-3.500zm7.250 0H25v8h-3.500zM4 26h24v2H4z" />
        </svg>
        <h1 dir="auto">{title}</h1>
        <p class="entrance-note">{note}</p>
        {children}
      </div>
    </main>
  );
}

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Offer } from "./completion";
import type { Completion } from "./useCompletion";

/** CompletionList is what can be chosen above the box. The focus stays in the box. */
export function CompletionList({ completion: c, label }: { completion: Completion; label: string }) {
  const chosen = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => chosen.current?.scrollIntoView?.({ block: "nearest" }), [c.current, c.offers.length]);
  const told = (
    <p class="visually-hidden" role="status">
      {c.offers.length > 0 && `${c.offers.length} ${c.offers.length === 1 ? "suggestion" : "suggestions"}`}
    </p>
  );
  if (c.offers.length === 0) return told;
  return (
    <>
      {told}
      <div class="completion" id={c.list} role="listbox" aria-label={label}>
        {c.offers.map((o, i) => (
          <div
            key={o.label}
            ref={i === c.current ? chosen : undefined}
            id={`${c.list}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === c.current}
            class="completion-option"
            onMouseDown={(e) => {
              e.preventDefault();
              c.pick(o);
            }}
          >
            <Picture offer={o} />
            <strong>{o.label}</strong> <span dir="auto">{o.note}</span>
          </div>
        ))}
      </div>
    </>
  );
}

function Picture({ offer: { picture } }: { offer: Offer }) {
  if (!picture) return null;
  if (typeof picture === "string") {
    return (
      <span class="completion-picture emoji" aria-hidden="true">
        {picture}
      </span>
    );
  }
  return <img class="completion-picture" src={picture.url} alt="" />;
}

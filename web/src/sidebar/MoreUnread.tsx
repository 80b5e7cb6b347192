import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Icon } from "../ui/Icon";

interface Beyond {
  above: number;
  below: number;
}

/** MoreUnread says that there are unread chats outside of the part of the list that is on the screen, and leads there. */
export function MoreUnread({ box }: { box: RefObject<HTMLElement | null> }) {
  const [beyond, setBeyond] = useState<Beyond>({ above: 0, below: 0 });
  const look = () => {
    const next = box.current ? count(box.current) : { above: 0, below: 0 };
    if (next.above !== beyond.above || next.below !== beyond.below) setBeyond(next);
  };
  // After every render of the column: what is unread, and where, may have changed.
  useLayoutEffect(look);
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    el.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(el);
    return () => {
      el.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  });
  const go = (end: "above" | "below") => {
    const links = box.current ? outside(box.current)[end] : [];
    const link = end === "above" ? links.at(-1) : links[0];
    link?.scrollIntoView({ block: "center" });
    link?.focus({ preventScroll: true });
  };
  return (
    <>
      {beyond.above > 0 && (
        <button type="button" class="more-unread more-above" onClick={() => go("above")}>
          <Icon name="up" />
          {beyond.above} unread above
        </button>
      )}
      {beyond.below > 0 && (
        <button type="button" class="more-unread more-below" onClick={() => go("below")}>
          <Icon name="down" />
          {beyond.below} unread below
        </button>
      )}
    </>
  );
}

function count(el: HTMLElement): Beyond {
  const { above, below } = outside(el);
  return { above: above.length, below: below.length };
}

function outside(el: HTMLElement): { above: HTMLElement[]; below: HTMLElement[] } {
  const { top, bottom } = el.getBoundingClientRect();
  const links = [...el.querySelectorAll<HTMLElement>(".side-unread")];
  return {
    above: links.filter((a) => a.getBoundingClientRect().bottom <= top + 4),
    below: links.filter((a) => a.getBoundingClientRect().top >= bottom - 4),
  };
}

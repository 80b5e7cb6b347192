import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./Icon";

export interface MenuItem {
  key: string;
  label: string;
  /** Whose it is. */
  note?: string;
  icon?: IconName;
  onPick: () => void;
}

interface Props {
  label: string;
  /** What it stands beside, and what the focus goes back to. */
  anchor: HTMLElement;
  items: MenuItem[];
  /** The place of the one that has the focus first. */
  start?: number;
  /** What it says when there is nothing to choose. */
  empty: string;
  onClose: () => void;
}

/** Room between the menu, what it stands beside and the edge of the window, in pixels. */
const gap = 4;
const edge = 8;

/** Menu is a list of things to do, over everything else, by pointer, finger and arrow keys. */
export function Menu({ label, anchor, items, start = 0, empty, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // What it stands beside may be gone before there is something to choose.
  const [at] = useState(() => anchor.getBoundingClientRect());
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    if (!el.matches(":popover-open")) el.showPopover();
    place(el, at);
    (choices(el)[start] ?? el).focus({ preventScroll: true });
  }, [items.length]);
  useEffect(() => {
    // What scrolls away takes the menu with it; what scrolls elsewhere, as when somebody says something, does not.
    const scrolled = (e: Event) => e.target instanceof Node && e.target.contains(anchor) && onClose();
    addEventListener("scroll", scrolled, true);
    addEventListener("resize", onClose);
    return () => {
      removeEventListener("scroll", scrolled, true);
      removeEventListener("resize", onClose);
    };
  }, []);
  const close = () => {
    onClose();
    anchor.focus({ preventScroll: true });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === "Escape" || e.key === "Tab") close();
    else if (!walk(e, box.current)) return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <div
      ref={box}
      class="menu"
      role="menu"
      popover="auto"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={onKeyDown}
      onToggle={(e) => e.newState === "closed" && onClose()}
    >
      {items.length === 0 && (
        <div class="menu-empty" role="menuitem" tabIndex={-1} aria-disabled="true">
          {empty}
        </div>
      )}
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          class="menu-item"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            close();
            item.onPick();
          }}
        >
          {item.icon && <Icon name={item.icon} />}
          <span class="menu-label" dir="auto">
            {item.label}
          </span>
          {item.note && (
            <span class="menu-note" dir="auto">
              {item.note}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

/** place puts the menu below what it belongs to, or above where there is more room, within the window. */
function place(el: HTMLElement, at: DOMRect): void {
  // Where it stands now must not make it narrower.
  el.style.left = el.style.top = "0";
  const { width, height } = el.getBoundingClientRect();
  const above = at.bottom + gap + height > innerHeight - edge && at.top > innerHeight - at.bottom;
  const late = at.left + at.right > innerWidth; // in the right half, where there is more room to the left
  const start = late ? at.right - width : at.left;
  const most = innerWidth - width - edge;
  el.style.left = `${Math.max(edge, Math.min(start, most))}px`;
  el.style.top = `${Math.max(edge, above ? at.top - gap - height : at.bottom + gap)}px`;
}

function choices(el: HTMLElement | null): HTMLElement[] {
  return [...(el?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

/** walk moves the focus, and tells whether the key was one that does. */
function walk(e: KeyboardEvent, el: HTMLElement | null): boolean {
  const all = choices(el);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
  if (to === undefined) return false;
  all.at(to % all.length)?.focus();
  return true;
}

/** A line, and where it ends: a name above it may come or go with the lines before it. */
export interface Anchor {
  key: string;
  bottom: number;
}

/**
 * firstVisible finds the first of the lines that a selector names that can be seen, at once although there may be hundreds.
 */
export function firstVisible(el: HTMLElement, lines: string): Anchor | undefined {
  const rows = el.querySelectorAll<HTMLElement>(lines);
  const top = el.getBoundingClientRect().top;
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > top) to = middle;
    else from = middle + 1;
  }
  const row = rows[from];
  return row && { key: row.dataset.key ?? "", bottom: row.getBoundingClientRect().bottom - top };
}

/** rowOf finds the line with a key. */
export function rowOf(el: HTMLElement, key: string): HTMLElement | null {
  return el.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
}

/** restore scrolls so that a line ends where it did. */
export function restore(el: HTMLElement, anchor: Anchor): void {
  const row = rowOf(el, anchor.key);
  if (!row) return;
  const moved = row.getBoundingClientRect().bottom - el.getBoundingClientRect().top - anchor.bottom;
  if (Math.abs(moved) > 0.5) el.scrollTop += moved;
}

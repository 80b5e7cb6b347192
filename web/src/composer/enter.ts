import { replaceAll, selectionOf } from "./edit";
import { nextLine } from "./format";

/** enter sends, or with Shift begins a new line: in a list with the next mark. */
export function enter(e: KeyboardEvent, area: HTMLTextAreaElement, send: () => void): void {
  if (!modified(e)) {
    e.preventDefault();
    send();
    return;
  }
  const next = e.shiftKey ? nextLine(selectionOf(area)) : undefined;
  // Browsers make no new line with Ctrl or Alt by themselves.
  const plain = e.shiftKey ? undefined : newLine(area);
  const to = next ?? plain;
  if (!to) return;
  e.preventDefault();
  replaceAll(area, to);
}

function newLine(area: HTMLTextAreaElement) {
  const { text, start, end } = selectionOf(area);
  return { text: `${text.slice(0, start)}\n${text.slice(end)}`, start: start + 1, end: start + 1 };
}

function modified(e: KeyboardEvent): boolean {
  return e.shiftKey || e.altKey || e.ctrlKey || e.metaKey;
}

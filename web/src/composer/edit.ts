import type { Selection } from "./format";

/** selectionOf gives what stands in the box and what of it is selected. */
export function selectionOf(area: HTMLTextAreaElement): Selection {
  return { text: area.value, start: area.selectionStart, end: area.selectionEnd };
}

/**
 * replaceAll changes what stands in the box as if somebody had typed it: only the part that differs, so that the
 * browser's undo takes it back, and with an input event.
 */
export function replaceAll(area: HTMLTextAreaElement, to: Selection): void {
  const old = area.value;
  let head = 0;
  while (head < old.length && head < to.text.length && old[head] === to.text[head]) head++;
  if (splits(old, head)) head--;
  let tail = 0;
  const most = Math.min(old.length, to.text.length) - head;
  while (tail < most && old[old.length - 1 - tail] === to.text[to.text.length - 1 - tail]) tail++;
  if (splits(old, old.length - tail)) tail--;
  area.focus();
  if (old !== to.text) {
    area.setSelectionRange(head, old.length - tail);
    const part = to.text.slice(head, to.text.length - tail);
    if (!typed(part)) {
      area.setRangeText(part, head, old.length - tail, "end");
      area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
    }
  }
  area.setSelectionRange(to.start, to.end);
}

/** splits tells whether a place is in the middle of a character, such as an emoji. */
function splits(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? "");
}

/** typed has the browser type, which it can undo. It is deprecated, and nothing else can. */
function typed(part: string): boolean {
  if (typeof document.execCommand !== "function") return false;
  return part === "" ? document.execCommand("delete") : document.execCommand("insertText", false, part);
}

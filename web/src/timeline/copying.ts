import type { Event } from "../api/types";
import { prefixed } from "../text/prefix";
import { clockTime, dayKey, shortTime } from "../text/time";

/** What stands in a line besides what was said. */
const besides =
  ".row-head, .visually-hidden, .edited, .pinned, .reactions, .reference, .thread-count-only, .foldable, .file-size, button, svg, [hidden]";
/** What of an element goes along. */
const kept = new Set(["href", "start", "dir"]);

/** What is selected of one line. */
interface Part {
  event: Event;
  /** A copy of it. */
  content: HTMLElement;
  text: string;
}

/**
 * copying writes what is selected across several lines of a list as they would be written down: who said what and when,
 * without what can be done with it. Of one line the selection is copied as it is.
 */
export function copying(events: () => Event[], nameOf: (event: Event) => string) {
  return {
    onCopy: (e: ClipboardEvent) => {
      const selection = getSelection();
      if (!e.clipboardData || selection?.rangeCount !== 1) return;
      const all = selected(e.currentTarget as HTMLElement, selection.getRangeAt(0), events());
      if (all.length < 2) return;
      const days = new Set(all.map(({ event }) => dayKey(event.time)));
      const when = days.size > 1 ? shortTime : clockTime;
      const said = all.map(({ event, content, text }) => ({
        time: `[${when(event.time)}] `,
        // What somebody does is said of them, not by them.
        name: nameOf(event) + (sourceOf(event)?.style === "action" ? "" : ":"),
        content,
        text,
      }));
      e.clipboardData.setData("text/plain", said.map((s) => `${s.time}${s.name} ${s.text}`).join("\n"));
      e.clipboardData.setData("text/html", said.map((s) => html(s.content, s.time, s.name)).join("\n"));
      e.preventDefault();
    },
  };
}

/** selected are the lines of a list that a range has something of. */
function selected(list: HTMLElement, range: Range, events: Event[]): Part[] {
  const known = new Map(events.map((e) => [e.id, e]));
  const found: { event: Event; content: HTMLElement; whole: HTMLElement }[] = [];
  for (const line of list.querySelectorAll<HTMLElement>("[data-event]")) {
    const event = known.get(line.dataset.event ?? "");
    const main = line.querySelector<HTMLElement>(".row-main");
    if (!event || !main || !range.intersectsNode(main)) continue;
    const all = document.createRange();
    all.selectNodeContents(main);
    const content = tidied(within(range, all).cloneContents());
    found.push({ event, content, whole: tidied(all.cloneContents()) });
  }
  const texts = visible(found.flatMap(({ content, whole }) => [content, whole]));
  return found.flatMap(({ event, content, whole }) => {
    const text = texts.get(content) ?? "";
    if (text === "") return [];
    const source = text === texts.get(whole) ? sourceOf(event)?.text : "";
    return [{ event, content, text: source || text }];
  });
}

/** sourceOf is what a person typed; what integrations send is better copied as it is seen. */
function sourceOf(event: Event): { style: string; text: string } | undefined {
  if (event.kind !== "message" || event.format === "html" || event.deleted) return undefined;
  const { style, text } = prefixed(event.body);
  return { style, text: [text, event.file?.name].filter(Boolean).join("\n") };
}

/** within is what two ranges share, which touch. */
function within(range: Range, all: Range): Range {
  const part = all.cloneRange();
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0)
    part.setStart(range.startContainer, range.startOffset);
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0)
    part.setEnd(range.endContainer, range.endOffset);
  return part;
}

function tidied(fragment: DocumentFragment): HTMLElement {
  const content = document.createElement("div");
  content.append(fragment);
  for (const el of content.querySelectorAll(`${besides}, .text-action > span:first-child`)) el.remove();
  for (const img of content.querySelectorAll("img"))
    img.replaceWith(img.closest(".file, .card") ? "" : img.alt);
  return content;
}

/** visible are the texts of elements with their lines as they are drawn; for that they stand in the page for a moment. */
function visible(elements: HTMLElement[]): Map<HTMLElement, string> {
  const stage = document.createElement("div");
  stage.style.position = "fixed"; // moves nothing
  stage.append(...elements);
  document.body.append(stage);
  const texts = new Map(elements.map((e) => [e, e.innerText.replace(/\n{3,}/g, "\n\n").trim()]));
  stage.remove();
  return texts;
}

/** html is a line as other programs take it, with the links in full and without the looks of this page. */
function html(content: HTMLElement, time: string, name: string): string {
  for (const link of content.querySelectorAll("a")) link.setAttribute("href", link.href);
  for (const el of content.querySelectorAll("*"))
    for (const { name } of [...el.attributes]) if (!kept.has(name)) el.removeAttribute(name);
  let first: Element = content;
  while (first.firstChild instanceof Element && first.firstChild.matches("div, p")) first = first.firstChild;
  const who = document.createElement("b");
  who.textContent = name;
  first.prepend(time, who, " ");
  return content.outerHTML;
}

/** What stands in the box, and what of it is selected. */
export interface Selection {
  text: string;
  start: number;
  end: number;
}

/** wrap puts marks around the selection, or takes them away when they are there. */
export function wrap({ text, start, end }: Selection, mark: string): Selection {
  const inside = text.slice(start, end);
  const n = mark.length;
  if (text.slice(start - n, start) === mark && text.slice(end, end + n) === mark) {
    return { text: text.slice(0, start - n) + inside + text.slice(end + n), start: start - n, end: end - n };
  }
  const [lead, word, trail] = apart(inside);
  const from = start + lead.length + n;
  return {
    text: text.slice(0, start) + lead + mark + word + mark + trail + text.slice(end),
    start: from,
    end: from + word.length,
  };
}

/** apart takes off the space around a selection: marks beside a space mean nothing. */
function apart(inside: string): [string, string, string] {
  const word = inside.trim();
  const at = inside.indexOf(word);
  return [inside.slice(0, at), word, inside.slice(at + word.length)];
}

/** code wraps a part of a line in ticks, and lines in fences. */
export function code(s: Selection): Selection {
  const inside = s.text.slice(s.start, s.end);
  if (!inside.includes("\n")) return wrap(s, "`");
  const before = s.text.slice(0, s.start).replace(/[^\n]$/, "$&\n");
  const after = s.text.slice(s.end).replace(/^(?=[^\n])/, "\n");
  const from = before.length + 4;
  return { text: `${before}\`\`\`\n${inside}\n\`\`\`${after}`, start: from, end: from + inside.length };
}

export type LineMark = "- " | "1. " | "> ";

const marked: Readonly<Record<LineMark, RegExp>> = {
  "- ": /^[-*+] /,
  "1. ": /^\d{1,3}[.)] /,
  "> ": /^> ?/,
};

/** lines puts a mark before each selected line, or takes it away when each has it. Numbers count up. */
export function lines({ text, start, end }: Selection, mark: LineMark): Selection {
  const from = lineStart(text, start);
  const next = text.indexOf("\n", end);
  const to = next < 0 ? text.length : next;
  const old = text.slice(from, to).split("\n");
  const off = old.every((l) => marked[mark].test(l));
  const changed = old
    .map((l, i) => (off ? l.replace(marked[mark], "") : `${mark === "1. " ? `${i + 1}. ` : mark}${l}`))
    .join("\n");
  const whole = text.slice(0, from) + changed + text.slice(to);
  const at = from + changed.length;
  return old.length === 1 ? { text: whole, start: at, end: at } : { text: whole, start: from, end: at };
}

function lineStart(text: string, at: number): number {
  return text.slice(0, at).lastIndexOf("\n") + 1;
}

/** link makes the selection the words of a link, and selects the address that is to be typed. */
export function link({ text, start, end }: Selection): Selection {
  const words = text.slice(start, end) || "words";
  const whole = `${text.slice(0, start)}[${words}](https://)${text.slice(end)}`;
  const at = start + words.length + 3;
  return end > start
    ? { text: whole, start: at, end: at + 8 }
    : { text: whole, start: start + 1, end: start + 6 };
}

/** pasteLink makes the selection a link to what is pasted, when that is an address; otherwise it gives nothing. */
export function pasteLink({ text, start, end }: Selection, pasted: string): Selection | undefined {
  const words = text.slice(start, end);
  const url = pasted.trim();
  if (!/^https?:\/\/[^\s()<>"]+$/.test(url) || !URL.canParse(url)) return undefined;
  if (words.trim() === "" || /[[\]\n]/.test(words) || URL.canParse(words)) return undefined;
  const whole = `[${words}](${url})`;
  return {
    text: text.slice(0, start) + whole + text.slice(end),
    start: start + whole.length,
    end: start + whole.length,
  };
}

/** nextLine begins a new line in a list with the next mark; in an empty item it ends the list. */
export function nextLine({ text, start, end }: Selection): Selection | undefined {
  if (start !== end) return undefined;
  const from = lineStart(text, start);
  const m = /^(\s*)([-*+]|\d{1,3}[.)]|>) (.*)$/.exec(text.slice(from, start));
  if (!m) return undefined;
  const [, indent = "", mark = "", rest = ""] = m;
  if (rest.trim() === "") return { text: text.slice(0, from) + text.slice(end), start: from, end: from };
  const number = Number.parseInt(mark, 10);
  const next = `\n${indent}${Number.isNaN(number) ? mark : `${number + 1}${mark.at(-1)}`} `;
  const at = start + next.length;
  return { text: text.slice(0, start) + next + text.slice(end), start: at, end: at };
}

import { found, type Mentionable, type Piece, special } from "./tokens";

/** A piece of a line of text, with the markup that people type. */
export type Span =
  | Piece
  | { kind: "code"; text: string }
  | { kind: "named"; text: string; href: string }
  | { kind: Style; spans: Span[] };

type Style = "strong" | "em" | "both" | "strike";

/** What opens and closes each style. Longer runs, and __, are what they look like: dunder names, dividers. */
const styles: ReadonlyMap<string, Style> = new Map([
  ["**", "strong"],
  ["***", "both"],
  ["*", "em"],
  ["_", "em"],
  ["~~", "strike"],
]);

/** A style that has begun, and what stands in it so far. */
interface Frame {
  mark: string;
  style: Style;
  spans: Span[];
}

const tick = "(?<tick>`+)";
const escaped = String.raw`\\(?<escaped>[*~_\x60[])`;
const named = String.raw`\[(?<label>[^[\]\n]{1,300})\]\((?<href>(?:https?:\/\/|mailto:)[^\s()<>"]{1,2000}(?:\([^\s()<>"]{0,200}\)[^\s()<>"]{0,200}){0,5})\)`;
const marks = String.raw`(?<mark>\*+|_+|~+)`;
const inline = new RegExp([tick, escaped, named, special.source, marks].join("|"), "giu");

/**
 * inlineOf reads what stands on lines: *em*, **strong**, ~~strike~~, `code`, [links](https://…) and the pieces of any
 * text. What is not closed is what it looks like. It goes through the text once, whatever is in it.
 */
export function inlineOf(text: string, who: Mentionable): Span[] {
  return new Reader(text, who).read();
}

class Reader {
  private readonly frames: Frame[] = [];
  private readonly top: Span[] = [];
  private ticks: Map<number, Runs> | undefined;
  private from = 0;

  constructor(
    private readonly text: string,
    private readonly who: Mentionable,
  ) {}

  read(): Span[] {
    const search = new RegExp(inline);
    for (let m = search.exec(this.text); m; m = search.exec(this.text)) {
      const before = this.from;
      const skip = this.take(m);
      search.lastIndex = this.from > before ? this.from : m.index + skip;
    }
    this.plain(this.text.length);
    while (this.frames.length > 0) this.abandon();
    return this.top;
  }

  /** take reads a match and tells how much of it is done with when it is nothing. */
  private take(m: RegExpExecArray): number {
    const g = m.groups ?? {};
    if (g.tick) this.code(m.index, g.tick.length);
    else if (g.escaped) this.add(m, { kind: "text", text: g.escaped === "_" ? m[0] : g.escaped });
    else if (g.mark) this.mark(m.index, g.mark);
    else if (g.label && g.href) {
      if (!honest(g.label, g.href)) return 1;
      this.add(m, { kind: "named", text: g.label, href: g.href });
    } else {
      const piece = found(m, this.who);
      if (piece) this.add(m, piece, piece.text.length);
    }
    return m[0].length;
  }

  private add(m: RegExpExecArray, span: Span, length = m[0].length): void {
    this.plain(m.index);
    this.put(span);
    this.from = m.index + length;
  }

  /** code takes everything up to the next run of as many ticks. */
  private code(at: number, length: number): void {
    this.ticks ??= runs(this.text);
    const end = this.ticks.get(length)?.after(at);
    if (end === undefined) return;
    this.plain(at);
    this.put({ kind: "code", text: trimmed(this.text.slice(at + length, end)) });
    this.from = end + length;
  }

  private mark(at: number, mark: string): void {
    const style = styles.get(mark);
    if (!style) return;
    const before = this.text[at - 1] ?? " ";
    const after = this.text[at + mark.length] ?? " ";
    const outside = mark.length > 1 ? /./su : /[\s\p{P}\p{S}]/u;
    const open = this.frames.findIndex((f) => f.mark === mark);
    if (open >= 0 && !/\s/u.test(before) && outside.test(after)) {
      this.plain(at);
      while (this.frames.length > open + 1) this.abandon();
      const frame = this.frames.pop();
      if (frame) this.put({ kind: style, spans: frame.spans });
      this.from = at + mark.length;
    } else if (open < 0 && !/\s/u.test(after) && outside.test(before)) {
      this.plain(at);
      this.frames.push({ mark, style, spans: [] });
      this.from = at + mark.length;
    }
  }

  /** abandon makes the innermost style that was never closed what it looks like. */
  private abandon(): void {
    const frame = this.frames.pop();
    if (!frame) return;
    this.put({ kind: "text", text: frame.mark });
    for (const s of frame.spans) this.put(s);
  }

  /** plain takes the text up to a place as it stands. */
  private plain(to: number): void {
    if (to > this.from) this.put({ kind: "text", text: this.text.slice(this.from, to) });
    this.from = Math.max(this.from, to);
  }

  private put(span: Span): void {
    const spans = this.frames.at(-1)?.spans ?? this.top;
    const last = spans.at(-1);
    if (span.kind === "text" && last?.kind === "text") {
      spans[spans.length - 1] = { kind: "text", text: last.text + span.text };
    } else spans.push(span);
  }
}

/** Runs are the places of runs of one length. They are asked for from left to right. */
class Runs {
  private next = 0;
  readonly places: number[] = [];

  /** after gives the first place behind another. */
  after(at: number): number | undefined {
    while (this.next < this.places.length && (this.places[this.next] ?? 0) <= at) this.next++;
    return this.places[this.next];
  }
}

/** runs finds the runs of ticks by their length. */
function runs(text: string): Map<number, Runs> {
  const all = new Map<number, Runs>();
  for (const m of text.matchAll(/`+/g)) {
    const list = all.get(m[0].length) ?? new Runs();
    list.places.push(m.index);
    all.set(m[0].length, list);
  }
  return all;
}

/** trimmed leaves out the one space that keeps a tick apart from the ticks around it. */
function trimmed(code: string): string {
  return code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "" ? code.slice(1, -1) : code;
}

/** honest refuses a link whose words are the address of another place. */
function honest(label: string, href: string): boolean {
  if (!URL.canParse(href)) return false;
  return label === href || !/^\s*(?:https?:|www\.)/i.test(label);
}

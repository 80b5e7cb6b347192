/** A part of a message as people write it. Its text may have inline markup; code has none. */
export type Block =
  | { kind: "text"; text: string }
  | { kind: "heading"; level: number; text: string }
  | { kind: "code"; language: string; text: string }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "list"; start: number | undefined; items: Block[][] }
  | { kind: "table"; head: string[]; rows: string[][] };

/** Deeper quotes and lists are what they look like. */
const maxDepth = 5;
const maxColumns = 20;

/**
 * blocksOf reads the lines of a message: fenced code, lists, quotes, headings and tables. It is the part of Markdown
 * that people type in chats, without what surprises them there: HTML, indented code, underlined headings. It reads
 * every line once for each depth, whatever is in it.
 */
export function blocksOf(text: string): Block[] {
  return new Lines(text.split("\n"), 0).read();
}

const fence = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const heading = /^(#{1,6})[ \t]+(\S.*)$/;
/** Not what only looks like a quote: >:( and >_<. */
const quote = /^ {0,3}>(?:[ \t]|$|(?=[\p{L}\p{N}>"'`*[(@#]))/u;
const item = /^([ \t]*)([-*+]|\d{1,3}[.)])[ \t]+(?=\S)/;
const rule = /^:?-+:?$/;

class Lines {
  private at = 0;
  private readonly blocks: Block[] = [];

  constructor(
    private readonly lines: string[],
    private readonly depth: number,
  ) {}

  read(): Block[] {
    let text: string[] = [];
    const flush = () => {
      const joined = text.join("\n").replace(/^\n+|\n+$/g, "");
      if (joined.trim() !== "") this.blocks.push({ kind: "text", text: joined });
      text = [];
    };
    while (this.at < this.lines.length) {
      const block = this.special();
      if (block) {
        flush();
        this.blocks.push(block);
        continue;
      }
      const line = this.lines[this.at++] ?? "";
      if (line.trim() === "") flush();
      else text.push(line);
    }
    flush();
    return this.blocks;
  }

  /** special reads a block that is not text, if one begins here. */
  private special(): Block | undefined {
    const line = this.lines[this.at] ?? "";
    const f = fence.exec(line);
    if (f) return this.code(f[1] ?? "", (f[2] ?? "").trim());
    const h = heading.exec(line);
    if (h) {
      this.at++;
      return { kind: "heading", level: h[1]?.length ?? 1, text: h[2] ?? "" };
    }
    if (this.depth < maxDepth) {
      if (quote.test(line)) return this.quote();
      if (item.test(line)) return this.list();
    }
    return line.includes("|") ? this.table() : undefined;
  }

  /** code reads up to the fence that ends it, which may also stand at the end of a line, or to the end. */
  private code(mark: string, info: string): Block {
    const language = /^[\w+#.-]{1,30}$/.test(info) ? info.toLowerCase() : "";
    const text = language === "" && info !== "" ? [info] : [];
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] ?? "";
      const end = line.trimEnd();
      if (!end.endsWith(mark)) {
        text.push(line);
        continue;
      }
      this.at++;
      const last = end.slice(0, -mark.length);
      if (last.trim() !== "") text.push(last);
      break;
    }
    return { kind: "code", language, text: text.join("\n") };
  }

  private quote(): Block {
    const inside: string[] = [];
    for (
      let line = this.lines[this.at];
      line !== undefined && quote.test(line);
      line = this.lines[++this.at]
    ) {
      inside.push(line.replace(/^ {0,3}>[ \t]?/, ""));
    }
    return { kind: "quote", blocks: new Lines(inside, this.depth + 1).read() };
  }

  /** list reads items with the first one's kind of mark, each with the lines that are further in than its mark. */
  private list(): Block {
    const first = item.exec(this.lines[this.at] ?? "");
    const ordered = /\d/.test(first?.[2] ?? "");
    const indent = width(first?.[1] ?? "");
    const items: Block[][] = [];
    for (let m = first; m && width(m[1] ?? "") <= indent + 1; m = item.exec(this.lines[this.at] ?? "")) {
      if (width(m[1] ?? "") < indent || /\d/.test(m[2] ?? "") !== ordered) break;
      items.push(new Lines(this.itemLines(m[0].length, indent), this.depth + 1).read());
    }
    return { kind: "list", start: ordered ? Number.parseInt(first?.[2] ?? "1", 10) : undefined, items };
  }

  private itemLines(content: number, indent: number): string[] {
    const inside = [(this.lines[this.at++] ?? "").slice(content)];
    while (this.at < this.lines.length) {
      const line = this.lines[this.at] ?? "";
      const next = this.lines[this.at + 1] ?? "";
      const blank = line.trim() === "";
      if (blank ? !further(next, indent) && !item.test(next) : !further(line, indent)) break;
      this.at++;
      // A blank line between two items does not end the list.
      if (blank && !further(next, indent)) break;
      inside.push(dedent(line, content));
    }
    return inside;
  }

  /** table reads a line of names, a line of dashes below each, and rows. */
  private table(): Block | undefined {
    const head = cells(this.lines[this.at] ?? "");
    const under = cells(this.lines[this.at + 1] ?? "");
    const fits = head.length > 1 && head.length <= maxColumns && under.length === head.length;
    if (!fits || !under.every((c) => rule.test(c))) return undefined;
    const rows: string[][] = [];
    this.at += 2;
    for (let line = this.lines[this.at]; line?.includes("|"); line = this.lines[++this.at]) {
      const row = cells(line);
      rows.push(head.map((_, i) => row[i] ?? ""));
    }
    return { kind: "table", head, rows };
  }
}

/** further tells whether a line stands further in than an item's mark. */
function further(line: string, indent: number): boolean {
  return line.trim() !== "" && width(/^[ \t]*/.exec(line)?.[0] ?? "") > indent + 1;
}

function width(space: string): number {
  return space.replaceAll("\t", "    ").length;
}

/** dedent takes away as much of the space in front as an item's content stands in. */
function dedent(line: string, by: number): string {
  const space = /^[ \t]*/.exec(line)?.[0] ?? "";
  return " ".repeat(Math.max(0, width(space) - by)) + line.slice(space.length);
}

function cells(line: string): string[] {
  const inside = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return line.includes("|") ? inside.split("|").map((c) => c.trim()) : [];
}

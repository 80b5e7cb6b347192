/** How a text message is to be shown. The stored text keeps its prefix; each client draws it. */
export interface Prefixed {
  style: "plain" | "action" | "quote" | "code" | "pre";
  text: string;
}

const styles: Readonly<Record<string, Prefixed["style"]>> = {
  me: "action",
  em: "action",
  quote: "quote",
  code: "code",
  pre: "pre",
  monospace: "pre",
};

/** prefixed reads /me, /quote, /code, /pre and their other names; any other text is plain. */
export function prefixed(body: string): Prefixed {
  const m = /^\/([a-z]+)\s([\s\S]*)$/.exec(body);
  const style = m?.[1] !== undefined && Object.hasOwn(styles, m[1]) ? styles[m[1]] : undefined;
  if (!m || !style || !m[2]?.trim()) return { style: "plain", text: body };
  return { style, text: m[2] };
}

/** Where a text is folded: at this many lines or characters. */
export interface Limit {
  lines: number;
  characters: number;
}

/** spec: product, 4.1 */
export const notificationLimit: Limit = { lines: 6, characters: 800 };
/** People are given more room: what they write in paragraphs is meant to be read. */
export const messageLimit: Limit = { lines: 12, characters: 1200 };
export const codeLimit: Limit = { lines: 20, characters: 2400 };

/** isLong tells whether a text is to be folded. A little more than the limit is not worth a button. */
export function isLong(text: string, limit: Limit): boolean {
  return text.length > limit.characters || text.split("\n", limit.lines + 2).length > limit.lines + 1;
}

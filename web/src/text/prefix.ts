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

/** isLong tells whether a text is to be folded. */
export function isLong(text: string): boolean {
  return text.length > 800 || text.split("\n", 13).length > 12;
}

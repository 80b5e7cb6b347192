/** What add-ons send is read as what it may be, never trusted to be what it should. */
export function object(raw: unknown): Record<string, unknown> {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
}

export function array(raw: unknown): unknown[] {
  return Array.isArray(raw) ? raw : [];
}

/** text is a text that says something, cut after so many characters. */
export function text(raw: unknown, most: number): string | undefined {
  if (typeof raw !== "string" || raw.trim() === "") return undefined;
  return cut(raw, most);
}

/** cut leaves the first so many characters, of which each is one unit of a text or two. */
export function cut(text: string, most: number): string {
  return text.length > most ? [...text.slice(0, 2 * most)].slice(0, most).join("") : text;
}

/** json writes something down; undefined for what cannot be written, such as what has itself in it. */
export function json(raw: unknown, replace?: (name: string, value: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(raw, replace);
  } catch {
    return undefined;
  }
}

/** picture is where a picture is, in one density or two. */
export interface Picture {
  url: string;
  srcset: string | undefined;
}

export function picture(raw: unknown): Picture | undefined {
  const url = source(object(raw).url);
  const twice = source(object(raw)["url@2x"]);
  if (!url) return undefined;
  // A list of pictures is split at commas and spaces, which data: addresses are full of.
  const listed = twice && ![url, twice].some((u) => u.startsWith("data:"));
  return { url, srcset: listed ? `${url} 1x, ${twice} 2x` : undefined };
}

function source(raw: unknown): string | undefined {
  if (typeof raw !== "string" || !URL.canParse(raw)) return undefined;
  const { protocol, href } = new URL(raw);
  if (protocol === "https:" || protocol === "http:") return href.replaceAll(",", "%2C");
  return /^data:image\//i.test(raw) ? raw : undefined;
}

/** A card as it is drawn, whatever form it was sent in. spec: rest-v2, cards, schema */
export interface CardView {
  id: string;
  style: "file" | "image" | "application" | "link" | "media";
  size: "compact" | "medium";
  title: string;
  url: string | undefined;
  description: { html: boolean; value: string } | undefined;
  icon: string | undefined;
  thumbnail: { url: string; srcset: string | undefined; width: number; height: number } | undefined;
  activity: { html: string; icon: string | undefined } | undefined;
  attributes: Attribute[];
}

export interface Attribute {
  label: string | undefined;
  value: string;
  url: string | undefined;
  icon: string | undefined;
  lozenge: "default" | "success" | "error" | "current" | "complete" | "moved" | undefined;
}

const styles = ["file", "image", "application", "link", "media"] as const;
const lozenges = ["success", "error", "current", "complete", "moved"] as const;

/** The box that a thumbnail is fitted into, in CSS pixels. */
const box = { width: 320, height: 180 };

/** cardView reads a card, or gives nothing when it cannot be drawn: the message's body is shown instead. */
export function cardView(raw: unknown): CardView | undefined {
  const c = object(typeof raw === "string" ? parse(raw) : raw);
  const style = styles.find((s) => s === c.style);
  const id = text(c.id);
  const url = webUrl(c.url);
  const narrow = style === "file" || style === "image";
  const title = text(c.title) ?? (narrow ? lastSegment(url) : undefined);
  if (!style || !id || !title) return undefined;
  return {
    id,
    style,
    size: c.format === "medium" ? "medium" : "compact",
    title,
    url,
    description: description(c.description),
    icon: iconUrl(c.icon),
    thumbnail:
      thumbnail(c.thumbnail) ?? (style === "image" && url ? scaled(url, undefined, 0, 0) : undefined),
    activity: activity(c.activity),
    attributes: array(c.attributes).flatMap(attribute),
  };
}

function description(raw: unknown): CardView["description"] {
  if (typeof raw === "string") return raw ? { html: false, value: raw } : undefined;
  const d = object(raw);
  const value = text(d.value);
  return value ? { html: d.format === "html", value } : undefined;
}

function activity(raw: unknown): CardView["activity"] {
  const a = object(raw);
  const html = text(a.html);
  return html ? { html, icon: iconUrl(a.icon) } : undefined;
}

function attribute(raw: unknown): Attribute[] {
  const a = object(raw);
  const v = object(a.value);
  const value = text(v.label);
  if (!value) return [];
  const style = text(v.style);
  const known = lozenges.find((l) => style === `lozenge-${l}`);
  const lozenge = known ?? (style?.startsWith("lozenge") ? "default" : undefined);
  return [{ label: text(a.label), value, url: webUrl(v.url), icon: iconUrl(v.icon), lozenge }];
}

function thumbnail(raw: unknown): CardView["thumbnail"] {
  const t = object(raw);
  const url = webUrl(t.url);
  return url ? scaled(url, webUrl(t["url@2x"]), size(t.width), size(t.height)) : undefined;
}

/** scaled gives a thumbnail its size before it is loaded, so that nothing moves when it comes. */
function scaled(
  url: string,
  twice: string | undefined,
  width: number,
  height: number,
): CardView["thumbnail"] {
  const srcset = twice ? `${url} 1x, ${twice} 2x` : undefined;
  if (width <= 0 || height <= 0) return { url, srcset, ...box };
  const scale = Math.min(1, box.width / width, box.height / height);
  return { url, srcset, width: Math.round(width * scale), height: Math.round(height * scale) };
}

function iconUrl(raw: unknown): string | undefined {
  return typeof raw === "string" ? webUrl(raw) : webUrl(object(raw).url);
}

function webUrl(raw: unknown): string | undefined {
  if (typeof raw !== "string" || !URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

function lastSegment(url: string | undefined): string | undefined {
  if (!url) return undefined;
  const last = new URL(url).pathname.split("/").filter(Boolean).at(-1);
  if (!last) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function object(raw: unknown): Record<string, unknown> {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
}

function array(raw: unknown): unknown[] {
  return Array.isArray(raw) ? raw.slice(0, 10) : [];
}

function text(raw: unknown): string | undefined {
  return typeof raw === "string" && raw.trim() !== "" ? raw : undefined;
}

function size(raw: unknown): number {
  return typeof raw === "number" && Number.isFinite(raw) ? raw : 0;
}

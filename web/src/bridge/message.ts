import type { Event, SharedFile } from "../api/types";
import { object, text } from "../glance/raw";
import { fileURL, thumbURL } from "../timeline/attachment";

const mostText = 32_768;

/** What an add-on learns of a message that it is called for. spec: connect-js, 6.1 */
export interface MessageParameters {
  body: string;
  sender: { id: number | ""; name: string; mention: string };
  mid: string;
  type: string;
  metadata: Record<string, unknown>;
  card?: { title?: string; description?: string; url?: string };
  media?: { type: string; url: string; name?: string; size?: number; thumb_url?: string };
}

/** messageParameters describes a message as HipChat did. What is shared needs no session to be read: its address is the permission. */
export function messageParameters(event: Event, origin: string = location.origin): MessageParameters {
  const card = cardOf(event.card);
  const media = mediaOf(event, origin);
  return {
    body: event.body,
    sender: { id: event.user_id ?? "", name: event.sender, mention: event.mention_name ?? "" },
    mid: event.id,
    type: typeOf(event),
    metadata: { ...object(card.metadata), ...(event.addon_key && { sender_addon_key: event.addon_key }) },
    ...(event.card !== undefined && { card: outlineOf(card) }),
    ...(media && { media }),
  };
}

/** typeOf is what kind of message it is in the vendor's words. */
function typeOf(event: Event): string {
  if (event.file) {
    const of = fileClass(event.file);
    return of === "image" || of === "video" ? of : "file";
  }
  if (event.kind === "notification") return "notification";
  return event.links?.[0]?.type ?? "message";
}

/** fileClass is what a file is for people. */
export function fileClass({ type, name }: SharedFile): string {
  const [main] = type.split("/");
  if (main === "image" || main === "video" || main === "audio" || main === "text") return main;
  if (/(?:zip|tar|gzip|7z|rar|bzip2|xz)/.test(type)) return "archive";
  if (/(?:pdf|word|document|spreadsheet|excel|presentation|powerpoint|rtf)/.test(type)) return "document";
  return /\.(?:pdf|docx?|xlsx?|pptx?|od[tsp])$/i.test(name) ? "document" : "file";
}

function mediaOf(event: Event, origin: string): MessageParameters["media"] {
  const { file, links } = event;
  if (!file) return links?.[0] && { type: links[0].type, url: links[0].url };
  const by = event.user_id ?? 0;
  const thumb = thumbURL(file, by);
  return {
    type: fileClass(file),
    name: file.name,
    size: file.size,
    url: origin + fileURL(file, by),
    ...(thumb && { thumb_url: origin + thumb }),
  };
}

/** cardOf reads a card in whatever form it was sent. */
export function cardOf(raw: unknown): Record<string, unknown> {
  if (typeof raw !== "string") return object(raw);
  try {
    return object(JSON.parse(raw));
  } catch {
    return {};
  }
}

function outlineOf(card: Record<string, unknown>): MessageParameters["card"] {
  const { title, url } = card;
  const description = text(card.description, mostText) ?? text(object(card.description).value, mostText);
  return {
    ...(typeof title === "string" && { title }),
    ...(description !== undefined && { description }),
    ...(typeof url === "string" && { url }),
  };
}

/** linked tells whether a message has an address in it. */
export function linked({ body }: Event): boolean {
  return /\b(?:https?:\/\/|www\.)[^\s<]/i.test(body);
}

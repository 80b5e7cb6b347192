import type { Event, UserRef } from "../api/types";
import { emoticons } from "./emoticons";

/** A piece of a text message. Nothing in it is markup: components turn it into elements. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "mention"; text: string; self: boolean }
  | { kind: "emoticon"; name: string; emoji: string };

/** What a text may mention, and who is reading. */
export interface Mentionable {
  refs: readonly UserRef[];
  /** Words beside the mention names that reach everyone: all, here. */
  words: readonly string[];
  self: number;
}

const special = /(https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_])@([\p{L}\p{N}_.-]+)|\(([a-z0-9]+)\)/giu;

/** mentionableIn gives what the server found in an event. */
export function mentionableIn(event: Event, self: number): Mentionable {
  const words = [];
  if (event.mention_all) words.push("all");
  if (event.mention_here) words.push("here");
  return { refs: event.mentions ?? [], words, self };
}

/** pieces splits a text into links, mentions, emoticons and what is between them. */
export function pieces(text: string, who: Mentionable): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const m of text.matchAll(special)) {
    const [whole, url, mention, emoticon] = m;
    const found = url ? link(url) : mention ? mentioned(mention, who) : emote(emoticon ?? "", whole);
    if (!found) continue;
    if (m.index > from) out.push({ kind: "text", text: text.slice(from, m.index) });
    out.push(found.piece);
    from = m.index + found.length;
  }
  if (from < text.length) out.push({ kind: "text", text: text.slice(from) });
  return out;
}

interface Found {
  piece: Piece;
  length: number;
}

function link(url: string): Found | undefined {
  const text = trimLink(url);
  if (!URL.canParse(text)) return undefined;
  return { piece: { kind: "link", text, href: text }, length: text.length };
}

/** trimLink leaves out punctuation that ends the sentence rather than the address. */
function trimLink(url: string): string {
  let text = url;
  for (;;) {
    const last = text.at(-1) ?? "";
    const unopened = last === ")" && count(text, ")") > count(text, "(");
    if (!unopened && !".,;:!?'*".includes(last)) return text;
    text = text.slice(0, -1);
    if (text === "") return text;
  }
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

/** mentioned finds the longest known name at the start of what follows an @. */
function mentioned(word: string, who: Mentionable): Found | undefined {
  for (let n = word.length; n > 0; n--) {
    const name = word.slice(0, n).toLowerCase();
    const ref = who.refs.find((r) => r.mention_name.toLowerCase() === name);
    const everyone = who.words.includes(name);
    if (!ref && !everyone) {
      if (!".-_".includes(word[n - 1] ?? "")) return undefined;
      continue;
    }
    const text = `@${word.slice(0, n)}`;
    return { piece: { kind: "mention", text, self: everyone || ref?.id === who.self }, length: text.length };
  }
  return undefined;
}

function emote(name: string, whole: string): Found | undefined {
  const known = name.toLowerCase();
  if (!Object.hasOwn(emoticons, known)) return undefined;
  return { piece: { kind: "emoticon", name: known, emoji: emoticons[known] ?? "" }, length: whole.length };
}

import type { Emoticon, Event, UserRef } from "../api/types";
import { emojiName } from "./emoji";
import { smileys } from "./smileys";

/** A piece of a text message. Nothing in it is markup: components turn it into elements. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  /** user is whom it names; absent where it names all. */
  | { kind: "mention"; text: string; self: boolean; user?: number }
  /** A room that the reader may see. */
  | { kind: "room"; text: string; room: number }
  | { kind: "emoticon"; text: string; emoticon: Emoticon }
  /** An emoji by its name. The names are looked up when they have been loaded. */
  | { kind: "emoji"; text: string; name: string }
  /** A face made of punctuation, which some readers want to see as it is. */
  | { kind: "smiley"; text: string; emoji: string };

/** What a text may mention and show, and who is reading. */
export interface Mentionable {
  refs: readonly UserRef[];
  /** Words beside the mention names that reach everyone: all, here. */
  words: readonly string[];
  self: number;
  /** The group's and everybody's, by shortcut. */
  emoticons: ReadonlyMap<string, Emoticon>;
  /** The rooms that the reader may see, by name in small letters. */
  rooms: ReadonlyMap<string, { id: number }>;
}

/** special finds what may be a link, a mention, a room, an emoticon or the name of an emoji; found decides. */
export const special =
  /(?<url>https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_])@(?<mention>[\p{L}\p{N}_.-]+)|(?<![\p{L}\p{N}_#&/])#(?=(?<room>[^\s#][^\n]{0,49}))|\((?<emoticon>[a-z0-9]{1,50})\)|(?<![\p{L}\p{N}:]):(?<emoji>[a-z0-9_+-]{1,40}):|(?<![^\s(])(?<smiley>:'\(|[:;]-?[)(DPO|/*]|<3)(?![^\s.,!?)])/giu;

/** mentionableIn gives what the server found in an event. */
export function mentionableIn(
  event: Event,
  self: number,
  emoticons: Mentionable["emoticons"],
  rooms: Mentionable["rooms"],
): Mentionable {
  const words = [];
  if (event.mention_all) words.push("all");
  if (event.mention_here) words.push("here");
  return { refs: event.mentions ?? [], words, self, emoticons, rooms };
}

/** pieces splits a text into links, mentions, emoticons and what is between them. */
export function pieces(text: string, who: Mentionable): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const m of text.matchAll(special)) {
    if (m.index < from) continue; // a part of a room's name
    const piece = found(m, who);
    if (!piece) continue;
    if (m.index > from) out.push({ kind: "text", text: text.slice(from, m.index) });
    out.push(piece);
    from = m.index + piece.text.length;
  }
  if (from < text.length) out.push({ kind: "text", text: text.slice(from) });
  return out;
}

/** found tells what a match of special is, if it is anything. Its text is what of the match belongs to it. */
export function found(m: RegExpMatchArray, who: Mentionable): Piece | undefined {
  const { url, mention, room, emoticon, emoji, smiley } = m.groups ?? {};
  if (url) return link(url);
  if (mention) return mentioned(mention, who);
  if (room) return named(room, who);
  if (emoji) return emojiName.test(emoji) ? { kind: "emoji", text: m[0], name: emoji } : undefined;
  if (smiley) {
    const face = smileys.get(smiley);
    return face === undefined ? undefined : { kind: "smiley", text: smiley, emoji: face };
  }
  const known = who.emoticons.get((emoticon ?? "").toLowerCase());
  return known && { kind: "emoticon", text: m[0], emoticon: known };
}

function link(url: string): Piece | undefined {
  const text = trimLink(url);
  return URL.canParse(text) ? { kind: "link", text, href: text } : undefined;
}

/** trimLink leaves out punctuation that ends the sentence rather than the address. */
function trimLink(url: string): string {
  let end = url.length;
  let unopened = count(url, ")") - count(url, "(");
  for (; end > 0; end--) {
    const last = url[end - 1] ?? "";
    if (last === ")" && unopened > 0) unopened--;
    else if (!".,;:!?'*_~".includes(last)) break;
  }
  return url.slice(0, end);
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

/** No mention name is longer. */
const maxName = 50;

/** mentioned finds the longest known name at the start of what follows an @, up to punctuation at its end. */
function mentioned(word: string, who: Mentionable): Piece | undefined {
  for (let n = Math.min(word.length, maxName + 1); n > 0; n--) {
    const name = word.slice(0, n).toLowerCase();
    const ref = who.refs.find((r) => r.mention_name.toLowerCase() === name);
    const everyone = who.words.includes(name);
    if (ref || everyone) {
      const text = `@${word.slice(0, n)}`;
      return { kind: "mention", text, self: everyone || ref?.id === who.self, ...(ref && { user: ref.id }) };
    }
    if (!".-_".includes(word[n - 1] ?? "")) return undefined;
  }
  return undefined;
}

/** named finds the room with the longest name at the start of what follows a #, where a word ends. */
function named(text: string, who: Mentionable): Piece | undefined {
  for (let n = text.length; n > 0; n--) {
    if (/^[\p{L}\p{N}_]/u.test(text.slice(n))) continue;
    const room = who.rooms.get(text.slice(0, n).toLowerCase());
    if (room) return { kind: "room", text: `#${text.slice(0, n)}`, room: room.id };
  }
  return undefined;
}

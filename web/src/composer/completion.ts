import type { Emoticon, User } from "../api/types";
import type { RoomNames } from "../state/roomnames";
import type { EmojiNames } from "../text/emoji";

/** A word being typed that can be completed, from start up to the caret. */
export interface Partial {
  kind: "mention" | "room" | "emoticon" | "emoji" | "command";
  start: number;
  word: string;
}

/** What a word can be completed to. */
export interface Offer {
  /** What is put into the text, without the space behind it. */
  insert: string;
  label: string;
  note: string;
  /** A picture or an emoji in front of the label. */
  picture?: Emoticon | string;
}

/** A command that can be given here. */
export interface Known {
  /** Without the slash. */
  name: string;
  /** What is written behind it. */
  args: string;
  help: string;
}

/** Where offers come from. Without emoji the names have not been loaded yet. */
export interface Sources {
  people: User[];
  room: boolean;
  rooms: RoomNames;
  emoticons: ReadonlyMap<string, Emoticon>;
  emoji: EmojiNames | undefined;
  commands: Known[];
}

export const most = 8;
/** All of ours, and some of add-ons: the list scrolls. */
const mostCommands = 40;

const partials: [Partial["kind"], RegExp][] = [
  ["command", /^\/([a-z0-9_-]{0,50})$/i],
  ["mention", /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_.-]{0,50})$/u],
  ["room", /(?:^|[^\p{L}\p{N}_#&/])#((?:[^\s#](?:[^\n#]{0,48}\S)?)?)$/u],
  ["emoticon", /(?:^|[^\p{L}\p{N}(])\(([a-z0-9]{1,50})$/iu],
  ["emoji", /(?:^|[^\p{L}\p{N}:]):([a-z0-9_+-]{2,40})$/iu],
];

/** partialAt finds the word that ends at the caret, if it is one that can be completed. Code is left alone. */
export function partialAt(text: string, caret: number): Partial | undefined {
  const before = text.slice(0, caret);
  if (before.split("```").length % 2 === 0) return undefined;
  for (const [kind, pattern] of partials) {
    const word = pattern.exec(kind === "command" ? before : before.slice(-80))?.[1];
    if (word !== undefined) return { kind, start: caret - word.length - 1, word };
  }
  return undefined;
}

/** offersFor gives what a word can be completed to. A word that is complete leaves nothing to choose: Enter sends. */
export function offersFor(partial: Partial, from: Sources): Offer[] {
  const word = partial.word.toLowerCase();
  const all = offersOf(partial.kind, word, from).slice(0, partial.kind === "command" ? mostCommands : most);
  const exact = all[0]?.insert.toLowerCase() === `${marks[partial.kind]}${word}`;
  return exact && (all.length === 1 || partial.kind === "command") ? [] : all;
}

const marks = { mention: "@", room: "#", emoticon: "(", emoji: ":", command: "/" };

function offersOf(kind: Partial["kind"], word: string, from: Sources): Offer[] {
  switch (kind) {
    case "mention":
      return mentions(word, from);
    case "room":
      return rooms(word, from);
    case "emoticon":
      return named([...from.emoticons.values()], (e) => e.shortcut, word).map((e) => ({
        insert: `(${e.shortcut})`,
        label: `(${e.shortcut})`,
        note: e.type === "group" ? "of this group" : "",
        picture: e,
      }));
    case "emoji":
      return named([...(from.emoji ?? [])], ([name]) => name, word).map(([name, emoji]) => ({
        insert: emoji,
        label: `:${name}:`,
        note: "",
        picture: emoji,
      }));
    case "command":
      return from.commands
        .filter((c) => c.name.startsWith(word))
        .sort((a, b) => Number(b.name === word) - Number(a.name === word))
        .map((c) => ({ insert: `/${c.name}`, label: `/${c.name} ${c.args}`.trim(), note: c.help }));
  }
}

/** mentions gives the people whose mention name or a word of whose name begins so, those who are here first. */
function mentions(word: string, { people, room }: Sources): Offer[] {
  const found = people
    .filter((u) => [u.mention_name, ...u.name.split(/\s+/)].some((w) => w.toLowerCase().startsWith(word)))
    .sort((a, b) => Number(b.presence.online) - Number(a.presence.online))
    .map((u) => ({ insert: `@${u.mention_name}`, label: `@${u.mention_name}`, note: u.name }));
  const everyone = [
    { insert: "@all", label: "@all", note: "everyone in the room" },
    { insert: "@here", label: "@here", note: "everyone who is available" },
  ].filter((o) => room && o.insert.startsWith(`@${word}`));
  return [...found, ...everyone];
}

/** rooms gives those whose name or a word of it begins so, the reader's own first. */
function rooms(word: string, { rooms }: Sources): Offer[] {
  const begins = (name: string) => name.startsWith(word) || name.split(/\s+/).some((w) => w.startsWith(word));
  return [...rooms]
    .filter(([name, r]) => !r.archived && begins(name))
    .sort(
      ([a, r], [b, s]) =>
        Number(b === word) - Number(a === word) ||
        Number(s.joined) - Number(r.joined) ||
        Number(b.startsWith(word)) - Number(a.startsWith(word)) ||
        a.localeCompare(b),
    )
    .map(([, r]) => ({ insert: `#${r.name}`, label: `#${r.name}`, note: r.topic }));
}

/** named gives what has the word in its name: at the beginning before anywhere else, short names before long ones. */
function named<T>(all: T[], name: (t: T) => string, word: string): T[] {
  return all
    .filter((t) => name(t).includes(word))
    .sort((a, b) => {
      const rank = (t: T) => (name(t).startsWith(word) ? 0 : 1000) + name(t).length;
      return rank(a) - rank(b);
    })
    .slice(0, most);
}

/** complete puts an offer into the text and gives where the caret goes. */
export function complete(text: string, caret: number, partial: Partial, offer: Offer): [string, number] {
  const whole = `${offer.insert} `;
  const rest = text.slice(caret).replace(/^ /, "");
  return [text.slice(0, partial.start) + whole + rest, partial.start + whole.length];
}

import type { User } from "../api/types";
import { match } from "../text/match";

/** What a filter is for, in the words of the list that offers it. */
export const filters: { key: string; note: string }[] = [
  { key: "from:", note: "somebody, or me" },
  { key: "in:", note: "a room, or a chat with @somebody" },
  { key: "has:", note: "file, image, link or card" },
  { key: "is:", note: "thread or pinned" },
  { key: "mentions:", note: "me" },
  { key: "before:", note: "a date" },
  { key: "after:", note: "a date" },
  { key: "on:", note: "a date, today or yesterday" },
];

const choices: Record<string, string[]> = {
  "has:": ["file", "image", "link", "card"],
  "is:": ["thread", "pinned"],
  "mentions:": ["me"],
  "before:": ["today", "yesterday"],
  "after:": ["yesterday"],
  "on:": ["today", "yesterday"],
};

export interface Suggestion {
  /** Takes the place of the word that is being written. */
  text: string;
  note: string;
}

export interface Known {
  users: User[];
  rooms: string[];
}

const most = 8;

/** parts cuts a search into its words, phrases and filters, as they were written. */
export function parts(query: string): string[] {
  return query.match(/-?(?:[a-z]+:)?"[^"]*"?|\S+/gi) ?? [];
}

/** lastWord is the word at the end that is still being written; it is empty behind a space. */
export function lastWord(query: string): string {
  const all = parts(query);
  const last = all.at(-1) ?? "";
  return query.endsWith(last) ? last : "";
}

/** suggest offers what the word that is being written could become. */
export function suggest(query: string, { users, rooms }: Known): Suggestion[] {
  const word = lastWord(query);
  if (word === "") return filters.map((f) => ({ text: f.key, note: f.note }));
  const minus = word.startsWith("-") ? "-" : "";
  const filter = /^-?([a-z]+:)(.*)$/i.exec(word);
  if (!filter) {
    return filters
      .filter((f) => f.key.startsWith(word.slice(minus.length).toLowerCase()))
      .map((f) => ({ text: minus + f.key, note: f.note }));
  }
  const key = (filter[1] ?? "").toLowerCase();
  const typed = (filter[2] ?? "").replace(/["@#]/g, "");
  return values(key, typed, users, rooms)
    .slice(0, most)
    .map((v) => ({ text: minus + key + quoted(v.text), note: v.note }));
}

function values(key: string, typed: string, users: User[], rooms: string[]): Suggestion[] {
  const people = (at: string) =>
    users
      .filter((u) => match(typed, u.name) !== undefined || match(typed, u.mention_name) !== undefined)
      .map((u) => ({ text: at + u.mention_name, note: u.name }));
  if (key === "from:") {
    return [...("me".startsWith(typed) ? [{ text: "me", note: "what you said" }] : []), ...people("@")];
  }
  if (key === "in:") {
    const named = rooms.filter((r) => match(typed, r) !== undefined).map((r) => ({ text: r, note: "room" }));
    return [
      ...named.slice(0, most - 2),
      ...people("@").map((p) => ({ ...p, note: `your chat with ${p.note}` })),
    ];
  }
  return (choices[key] ?? []).filter((c) => c.startsWith(typed)).map((text) => ({ text, note: "" }));
}

function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}

/** accept puts a suggestion in the place of the word that is being written. */
export function accept(query: string, s: Suggestion): string {
  const word = lastWord(query);
  const before = query.slice(0, query.length - word.length);
  return before + s.text + (s.text.endsWith(":") ? "" : " ");
}

/** withoutPart takes the n-th part out of a search. */
export function withoutPart(query: string, n: number): string {
  return parts(query)
    .filter((_, i) => i !== n)
    .join(" ");
}

/** isFilter tells whether a part is a filter, which is shown as a chip. */
export function isFilter(part: string): boolean {
  return filters.some((f) => part.replace(/^-/, "").toLowerCase().startsWith(f.key));
}

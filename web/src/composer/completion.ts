import type { User } from "../api/types";

/** An @word being typed, from start up to the caret. */
export interface Partial {
  start: number;
  word: string;
}

export interface Choice {
  mention: string;
  name: string;
}

const most = 8;

/** partialMention finds the @word that ends at the caret, if one is being typed. */
export function partialMention(text: string, caret: number): Partial | undefined {
  const m = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_.-]{0,50})$/u.exec(text.slice(0, caret));
  if (!m) return undefined;
  const word = m[1] ?? "";
  return { start: caret - word.length - 1, word };
}

/**
 * choices gives the people whose mention name or a word of whose name begins with what was typed. A name that is
 * complete and the only one leaves nothing to choose, so that Enter sends.
 */
export function choices(word: string, users: User[], room: boolean): Choice[] {
  const w = word.toLowerCase();
  const people = users
    .filter((u) => begins(u, w))
    .sort((a, b) => Number(b.presence.online) - Number(a.presence.online))
    .map((u) => ({ mention: u.mention_name, name: u.name }));
  const everyone = [
    { mention: "all", name: "everyone in the room" },
    { mention: "here", name: "everyone who is available" },
  ].filter((c) => room && c.mention.startsWith(w));
  const all = [...people, ...everyone].slice(0, most);
  return all.length === 1 && all[0]?.mention.toLowerCase() === w ? [] : all;
}

function begins(u: User, word: string): boolean {
  const words = [u.mention_name, ...u.name.split(/\s+/)];
  return words.some((part) => part.toLowerCase().startsWith(word));
}

/** complete puts the choice into the text and gives where the caret goes. */
export function complete(text: string, caret: number, partial: Partial, choice: Choice): [string, number] {
  const mention = `@${choice.mention} `;
  const rest = text.slice(caret).replace(/^ /, "");
  return [text.slice(0, partial.start) + mention + rest, partial.start + mention.length];
}

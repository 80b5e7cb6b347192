import type { Presence } from "../api/types";
import { presenceWord } from "../state/people";

/** Avatar is the initials of a person or an integration on a colour of their own. */
export function Avatar({ name, square = false }: { name: string; square?: boolean }) {
  return (
    <span class={`avatar tone-${tone(name)} ${square ? "avatar-square" : ""}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** PresenceDot shows whether a person is there, as a shape as well as a colour, and as a word. */
export function PresenceDot({ presence }: { presence: Presence }) {
  const word = presenceWord(presence);
  const kind = presence.online ? presence.show : "offline";
  return <span class={`presence presence-${kind}`} role="img" aria-label={word} title={word} />;
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

function tone(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash % 8;
}

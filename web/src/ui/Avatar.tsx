import type { Presence } from "../api/types";
import { presenceWord } from "../state/people";

interface AvatarProps {
  name: string;
  square?: boolean;
  /** Where their picture is. */
  photo?: string | undefined;
}

/** Avatar is a person's picture, or the initials of a person or an integration on a colour of their own. */
export function Avatar({ name, square = false, photo }: AvatarProps) {
  const shape = square ? "avatar avatar-square" : "avatar";
  if (photo) return <img class={shape} src={photo} alt="" loading="lazy" />;
  return (
    <span class={`${shape} tone-${tone(name)}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** PresenceDot shows whether a person is there, as a shape as well as a colour, and as a word; and what they say. */
export function PresenceDot({ presence, status }: { presence: Presence; status?: string | undefined }) {
  const word = presenceWord(presence) + (status ? `: ${status}` : "");
  const kind = presence.online ? presence.show : "offline";
  const shape = presence.online && presence.mobile ? " presence-mobile" : "";
  return <span class={`presence presence-${kind}${shape}`} role="img" aria-label={word} title={word} />;
}

function initials(name: string): string {
  // What stands in brackets is a remark about them.
  const words = name
    .replace(/\s*\([^)]*\)$/, "")
    .trim()
    .split(/\s+/);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

function tone(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash % 8;
}

import shortcodes from "emojibase-data/en/shortcodes/github.json";

/** names turns the table of code points into emoji by name. */
export function names(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [points, given] of Object.entries(shortcodes as Record<string, string | string[]>)) {
    const emoji = pictured(String.fromCodePoint(...points.split("-").map((p) => Number.parseInt(p, 16))));
    for (const name of Array.isArray(given) ? given : [given]) all.set(name, emoji);
  }
  return all;
}

/** pictured asks for the picture of what would be drawn as a letter: the heart, the sun. */
function pictured(emoji: string): string {
  return /^\P{Emoji_Presentation}$/u.test(emoji) ? `${emoji}\uFE0F` : emoji;
}

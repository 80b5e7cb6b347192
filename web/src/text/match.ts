/** fold makes texts comparable for somebody who types in a hurry: no case, no accents. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
}

/**
 * match tells how well what was typed names a thing, 0 for best, and undefined when it does not: the beginning of the
 * name, of one of its words, of several words one after the other, a part of it, its initials, or one of these with a
 * slip of the finger.
 */
export function match(typed: string, name: string): number | undefined {
  const query = fold(typed).trim();
  const text = fold(name);
  if (query === "") return 0;
  if (text.startsWith(query)) return 0;
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.some((w) => w.startsWith(query))) return 1;
  const parts = query.split(/\s+/);
  if (parts.every((p) => words.some((w) => w.startsWith(p)))) return 2;
  if (text.includes(query)) return 3;
  if (
    words.length > 1 &&
    words
      .map((w) => w[0])
      .join("")
      .startsWith(query)
  )
    return 4;
  if (parts.every((p) => [...words, words.join("")].some((w) => nearly(p, w)))) return 5;
  return undefined;
}

/** nearly tells whether a word begins with what was typed but for a letter or, in long words, two. */
function nearly(typed: string, word: string): boolean {
  if (word.startsWith(typed)) return true;
  const slips = typed.length >= 8 ? 2 : typed.length >= 4 ? 1 : 0;
  if (slips === 0 || typed[0] !== word[0]) return false;
  for (let n = typed.length - slips; n <= typed.length + slips; n++) {
    if (n > 0 && n <= word.length && distance(typed, word.slice(0, n)) <= slips) return true;
  }
  return false;
}

/** distance counts letters to put in, take out or replace, and neighbours to swap, that make b of a. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1] as number[];
    for (let j = 1; j <= b.length; j++) {
      const replace = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** How long a message may be, in characters. spec: product, 4.2 */
export const maxMessage = 32_768;
/** spec: product, 4.2 */
export const maxDescription = 1000;
/** In bytes. spec: product, 4.2 */
export const maxFile = 50 << 20;
/** Files that are sent at once. */
export const maxFiles = 10;

/** Closer to the limit than this it is told how much is left. */
const near = 1000;

/** charactersOf counts as the server does: an emoji is one, or a few. */
export function charactersOf(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/** leftOf tells how many characters are left, once that is worth knowing. It is negative for a text that is too long. */
export function leftOf(text: string): number | undefined {
  if (text.length < maxMessage - near) return undefined;
  const left = maxMessage - charactersOf(text);
  return left < near ? left : undefined;
}

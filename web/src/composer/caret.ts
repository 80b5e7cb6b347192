/** caretAfter is where a caret belongs when the text around it has been changed by somebody else: beside the same words. */
export function caretAfter(at: number, before: string, after: string): number {
  if (at === before.length) return after.length;
  if (before.slice(0, at) === after.slice(0, at)) return at;
  const behind = before.length - at;
  if (behind <= after.length && before.slice(at) === after.slice(after.length - behind)) {
    return after.length - behind;
  }
  return after.length;
}

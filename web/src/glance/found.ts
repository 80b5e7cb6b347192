/** found tells whether a pattern, its flags before a slash, is in a text; undefined when it is no regular expression. */
export function found(pattern: string, text: string): boolean | undefined {
  const slash = pattern.indexOf("/");
  try {
    return new RegExp(pattern.slice(slash + 1), pattern.slice(0, slash)).test(text);
  } catch {
    return undefined;
  }
}

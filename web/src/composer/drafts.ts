const key = (conversation: number) => `draft-${conversation}`;

/** draft gives what was being written in a conversation. */
export function draft(conversation: number): string {
  try {
    return sessionStorage.getItem(key(conversation)) ?? "";
  } catch {
    return "";
  }
}

/** keepDraft remembers what is being written, for this tab. Without storage it is only forgotten sooner. */
export function keepDraft(conversation: number, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(key(conversation));
    else sessionStorage.setItem(key(conversation), text);
  } catch {
    // Storage is full or forbidden.
  }
}

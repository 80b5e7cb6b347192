const most = 30;
const key = "visited";

/** visits are the conversations that the reader was in, the last one first, remembered on this device. */
export function visits(): number[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter((id) => typeof id === "number") : [];
  } catch {
    return [];
  }
}

/** visit notes that the reader is in a conversation. */
export function visit(id: number): void {
  try {
    const list = [id, ...visits().filter((v) => v !== id)].slice(0, most);
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // Without storage the switcher has no order of its own.
  }
}

import type { Line, Said } from "./line";

const modifierKeys = ["alt", "ctrl", "meta", "shift"] as const;

/** Keys tell the host of those keys that it has asked for. spec: connect-js, 4 */
export class Keys {
  private wanted = new Set<string>();
  private listening = false;

  constructor(
    private readonly page: Window,
    private readonly line: Line,
  ) {}

  /** asked hears that the host wants a key, or no longer. */
  asked({ keycode, modifiers, action }: Said): void {
    const key = named(keycode, Array.isArray(modifiers) ? modifiers : []);
    if (action === "remove") this.wanted.delete(key);
    if (action !== "add") return;
    this.wanted.add(key);
    if (!this.listening) this.page.addEventListener("keydown", (e) => this.pressed(e));
    this.listening = true;
  }

  private pressed(e: KeyboardEvent): void {
    const modifiers = modifierKeys.filter((m) => e[`${m}Key`]);
    if (this.wanted.has(named(e.keyCode, modifiers)))
      this.line.say({ type: "key_listen", keycode: e.keyCode, modifiers });
  }
}

function named(keycode: unknown, modifiers: unknown[]): string {
  return [keycode, ...[...modifiers].sort()].join("+");
}

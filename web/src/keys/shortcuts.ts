/** What the keys do. Those of the composer are handled where one types; the rest by useShortcuts. */
export type Action =
  | "switcher"
  | "search"
  | "saved"
  | "help"
  | "previous"
  | "next"
  | "previousUnread"
  | "nextUnread"
  | "close"
  | "read"
  | "readRooms"
  | "readAll";

export interface Shortcut {
  /** "mod" is Ctrl, or Cmd on a Mac. The first is the one to learn, the others are known from elsewhere. */
  keys: string[];
  does: string;
  action?: Action;
}

/** Every shortcut there is, in the order and under the titles of the help sheet. */
export const shortcuts: { title: string; list: Shortcut[] }[] = [
  {
    title: "Go somewhere",
    list: [
      { keys: ["mod+k", "mod+j"], does: "Go to a room or person, or do something", action: "switcher" },
      { keys: ["mod+alt+f", "/"], does: "Search", action: "search" },
      { keys: ["mod+alt+s"], does: "Saved for later", action: "saved" },
      { keys: ["alt+arrowup", "mod+alt+arrowup"], does: "Previous chat", action: "previous" },
      { keys: ["alt+arrowdown", "mod+alt+arrowdown"], does: "Next chat", action: "next" },
      { keys: ["alt+shift+arrowup"], does: "Previous unread chat", action: "previousUnread" },
      { keys: ["alt+shift+arrowdown"], does: "Next unread chat", action: "nextUnread" },
      { keys: ["mod+alt+w"], does: "Close the chat", action: "close" },
    ],
  },
  {
    title: "Read",
    list: [
      { keys: ["escape"], does: "Mark the chat as read", action: "read" },
      { keys: ["mod+alt+m"], does: "Mark all rooms as read", action: "readRooms" },
      { keys: ["shift+escape", "mod+alt+shift+m"], does: "Mark everything as read", action: "readAll" },
    ],
  },
  {
    title: "Write",
    list: [
      { keys: ["enter"], does: "Send" },
      { keys: ["shift+enter"], does: "New line" },
      { keys: ["@"], does: "Mention somebody" },
      { keys: ["#"], does: "Name a room" },
      { keys: ["("], does: "Write an emoticon" },
      { keys: [":"], does: "Write an emoji" },
      { keys: ["/"], does: "Give a command, in an empty box" },
      { keys: ["ctrl+arrowup", "ctrl+arrowdown"], does: "What you sent before" },
      { keys: ["mod+b"], does: "Bold" },
      { keys: ["mod+i"], does: "Italic" },
      { keys: ["mod+shift+x"], does: "Strike through" },
      { keys: ["mod+shift+c"], does: "Code" },
      { keys: ["mod+shift+l"], does: "Link" },
      { keys: ["mod+shift+8", "mod+shift+7"], does: "List, numbered list" },
      { keys: ["mod+shift+9"], does: "Quote" },
    ],
  },
  {
    title: "Messages",
    list: [
      { keys: ["arrowup"], does: "Edit your last message, in an empty box" },
      { keys: ["arrowdown"], does: "The next message, when the list has the focus; ↑ the one before" },
      { keys: ["s"], does: "Save the message that has the focus for later, or no longer" },
      { keys: ["tab"], does: "From a message to what can be done with it" },
    ],
  },
  {
    title: "Help",
    list: [{ keys: ["mod+/", "?"], does: "Show this list", action: "help" }],
  },
];

/** actionOf tells what a pressed key is for. */
export function actionOf(e: KeyboardEvent): Action | undefined {
  const typing = isTyping(e.target);
  for (const { list } of shortcuts) {
    for (const s of list) {
      if (s.action && s.keys.some((k) => !(typing && k.length === 1) && matches(e, k))) return s.action;
    }
  }
  return undefined;
}

/** matches tells whether the event is this combination, like "mod+alt+f". */
export function matches(e: KeyboardEvent, combination: string): boolean {
  const parts = combination.split("+");
  const key = parts.pop() ?? "";
  const mod = parts.includes("mod");
  if ((e.ctrlKey || e.metaKey) !== mod || e.altKey !== parts.includes("alt")) return false;
  // Characters like "?" need Shift on some keyboards and not on others.
  if (key.length > 1 || /[a-z]/.test(key)) {
    if (e.shiftKey !== parts.includes("shift")) return false;
  }
  // With Option a Mac writes another character. Elsewhere that is AltGr, with which one types.
  return e.key.toLowerCase() === key || (e.metaKey && e.altKey && e.code === `Key${key.toUpperCase()}`);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

const names: Record<string, string> = {
  arrowup: "↑",
  arrowdown: "↓",
  escape: "Esc",
  enter: "Enter",
  shift: "Shift",
  tab: "Tab",
  alt: "Alt",
  ctrl: "Ctrl",
  mod: "Ctrl",
};
const macNames: Record<string, string> = { ...names, mod: "⌘", alt: "⌥", shift: "⇧", ctrl: "⌃" };

/** keyNames gives the keys of a combination as they stand on the keyboard. */
export function keyNames(combination: string, mac: boolean): string[] {
  return combination.split("+").map((k) => (mac ? macNames : names)[k] ?? k.toUpperCase());
}

/** onMac tells whose names the keys have. */
export function onMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

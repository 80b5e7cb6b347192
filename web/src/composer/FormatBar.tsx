import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { keyNames, onMac } from "../keys/shortcuts";
import { Icon, type IconName } from "../ui/Icon";
import { replaceAll, selectionOf } from "./edit";
import { code, lines, link, type Selection, wrap } from "./format";

interface Tool {
  name: string;
  icon: IconName;
  /** Together with Ctrl or Cmd, and with Shift where shift says so. */
  key: string;
  shift?: boolean;
  change: (s: Selection) => Selection;
}

const tools: Tool[] = [
  { name: "Bold", icon: "bold", key: "b", change: (s) => wrap(s, "**") },
  { name: "Italic", icon: "italic", key: "i", change: (s) => wrap(s, "_") },
  { name: "Strike", icon: "strike", key: "x", shift: true, change: (s) => wrap(s, "~~") },
  { name: "Code", icon: "code", key: "c", shift: true, change: code },
  { name: "Link", icon: "link", key: "l", shift: true, change: link },
  { name: "List", icon: "list", key: "8", shift: true, change: (s) => lines(s, "- ") },
  { name: "Numbered list", icon: "numbers", key: "7", shift: true, change: (s) => lines(s, "1. ") },
  { name: "Quote", icon: "quote", key: "9", shift: true, change: (s) => lines(s, "> ") },
];

/** The digits of a keyboard give other characters with Shift, which differ between countries. */
const pressed = (e: KeyboardEvent) => /^Digit(\d)$/.exec(e.code)?.[1] ?? e.key.toLowerCase();

/** formatKey changes the text for a shortcut of a tool, and tells whether it was one. */
export function formatKey(e: KeyboardEvent, area: HTMLTextAreaElement): boolean {
  if (!(e.ctrlKey || e.metaKey) || e.altKey) return false;
  const tool = tools.find((t) => t.key === pressed(e) && (t.shift ?? false) === e.shiftKey);
  if (!tool) return false;
  e.preventDefault();
  replaceAll(area, tool.change(selectionOf(area)));
  return true;
}

/** FormatBar are the buttons for what can be written with marks as well. */
export function FormatBar({ area }: { area: RefObject<HTMLTextAreaElement | null> }) {
  const mac = onMac();
  return (
    <div class="format-bar" role="toolbar" aria-label="Formatting">
      {tools.map((t) => (
        <button
          key={t.name}
          type="button"
          class="button-icon"
          aria-label={t.name}
          title={`${t.name} (${keyNames(`mod${t.shift ? "+shift" : ""}+${t.key}`, mac).join("+")})`}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => area.current && replaceAll(area.current, t.change(selectionOf(area.current)))}
        >
          <Icon name={t.icon} />
        </button>
      ))}
    </div>
  );
}

const key = "format-bar";

/** useBar tells whether the bar is to be shown, which is remembered on this device, and turns that round. */
export function useBar(): [boolean, () => void] {
  const [shown, setShown] = useState(stored);
  const turn = () => {
    setShown(!shown);
    try {
      localStorage.setItem(key, shown ? "hidden" : "shown");
    } catch {
      // It is only forgotten with the page.
    }
  };
  return [shown, turn];
}

function stored(): boolean {
  try {
    return localStorage.getItem(key) === "shown";
  } catch {
    return false;
  }
}

import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { later } from "../ui/later";
import { replaceAll, selectionOf } from "./edit";

const EmojiPicker = later("emoji", async () => (await import("../timeline/EmojiPicker")).EmojiPicker);

/** EmojiButton puts an emoji or an emoticon where the caret is. */
export function EmojiButton({ area }: { area: RefObject<HTMLTextAreaElement | null> }) {
  const [open, setOpen] = useState(false);
  const pick = (emoji: string) => {
    setOpen(false);
    // The dialog gives the focus back first.
    setTimeout(() => {
      if (!area.current) return;
      const { text, start, end } = selectionOf(area.current);
      const at = start + emoji.length + 1;
      replaceAll(area.current, {
        text: `${text.slice(0, start)}${emoji} ${text.slice(end)}`,
        start: at,
        end: at,
      });
    });
  };
  return (
    <>
      <button
        type="button"
        class="button-icon wide-only"
        aria-label="Emoji and emoticons"
        title="Emoji and emoticons"
        onClick={() => setOpen(true)}
      >
        <Icon name="smile" />
      </button>
      {open && (
        <Dialog title="Emoji and emoticons" onClose={() => setOpen(false)}>
          <EmojiPicker onPick={pick} />
        </Dialog>
      )}
    </>
  );
}

import { useRef, useState } from "preact/hooks";
import { Icon } from "../ui/Icon";
import { When } from "./When";

/** SendLater is the button beside Send: it asks when. */
export function SendLater({ disabled, onPick }: { disabled: boolean; onPick: (at: Date) => void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button-icon composer-later"
        aria-label="Send later"
        title="Send later"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        <Icon name="clock" />
      </button>
      {open && button.current && (
        <When
          title="Send later"
          verb="Schedule"
          anchor={button.current}
          onPick={onPick}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

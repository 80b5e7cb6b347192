import { useRef, useState } from "preact/hooks";
import { Icon } from "../ui/Icon";
import { Menu, type MenuItem } from "../ui/Menu";

/** HeaderMenu has on a phone what a header has buttons for where there is room. */
export function HeaderMenu({ items }: { items: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button-icon phone-only"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && button.current && (
        <Menu label="More" anchor={button.current} items={items} empty="" onClose={() => setOpen(false)} />
      )}
    </>
  );
}

import { useRef, useState } from "preact/hooks";
import { FileInput } from "../composer/FileButton";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import type { Uploads } from "../upload/uploads";
import type { Action } from "./actions";

interface Props {
  actions: Action[];
  uploads: Uploads;
  onAction: (action: Action) => void;
}

/** AddButton offers what add-ons do while somebody writes, and the sharing of files. spec: connect-js, 9.5 */
export function AddButton({ actions, uploads, onAction }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const items = actions.map((a) => ({
    key: `${a.installation} ${a.key}`,
    label: a.name,
    note: a.addon,
    icon: "puzzle" as const,
    onPick: () => onAction(a),
  }));
  return (
    <>
      <FileInput input={input} uploads={uploads} />
      <button
        ref={button}
        type="button"
        class="button-icon"
        aria-label="Add something"
        title="Add something"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="plus" />
      </button>
      {open && button.current && (
        <Menu
          label="Add something"
          anchor={button.current}
          items={[
            ...items,
            { key: "files", label: "Share files", icon: "attach", onPick: () => input.current?.click() },
          ]}
          start={items.length}
          empty=""
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

import { useRef, useState } from "preact/hooks";
import { Menu } from "../ui/Menu";
import { TimeDialog } from "./TimeDialog";
import { presets } from "./times";

interface Props {
  /** What is put off, as the title of a window. */
  title: string;
  /** What the button of the window says. */
  verb: string;
  anchor: HTMLElement;
  /** What takes back a time that was chosen before. */
  cancel?: { name: string; onPick: () => void };
  onPick: (at: Date) => void;
  onClose: () => void;
}

/** When asks for a time: a menu of the usual ones, and a window for any other. */
export function When({ title, verb, anchor, cancel, onPick, onClose }: Props) {
  const [times] = useState(() => presets(new Date()));
  const [asking, setAsking] = useState(false);
  const goesOn = useRef(false);
  if (asking) return <TimeDialog title={title} verb={verb} onPick={onPick} onClose={onClose} />;
  return (
    <Menu
      label={title}
      anchor={anchor}
      items={[
        ...times.map(({ name, note, at }) => ({ key: name, label: name, note, onPick: () => onPick(at) })),
        {
          key: "other",
          label: "Another time…",
          onPick: () => {
            goesOn.current = true;
            setAsking(true);
          },
        },
        ...(cancel ? [{ key: "cancel", label: cancel.name, onPick: cancel.onPick }] : []),
      ]}
      empty=""
      // The menu closes before it says what was chosen.
      onClose={() => queueMicrotask(() => goesOn.current || onClose())}
    />
  );
}

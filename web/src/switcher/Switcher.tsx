import { useId, useState } from "preact/hooks";
import { navigate } from "../router";
import { countCap } from "../state/tally";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { useLoad } from "../ui/useLoad";
import { actions, search } from "./actions";
import { found, places, type Target } from "./targets";

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

/** Switcher goes to a room or person by a part of the name, or does something; unread chats come first. */
export function Switcher({ onClose, onHelp }: Props) {
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const [picked, setPicked] = useState(0);
  // Rooms that the reader is not in are only found when they come; the others are there at once.
  const rooms = useLoad("rooms", () => workspace.api.rooms());
  const list = useId();
  const typed = text.trim();
  const all = places(workspace, rooms.value ?? []);
  const options =
    typed === ""
      ? all.slice(0, 12)
      : [...found(typed, all), ...found(typed, actions(workspace, onHelp)), search(typed)];
  const current = Math.min(picked, options.length - 1);
  const go = (t: Target | undefined) => {
    if (!t) return;
    onClose();
    if ("path" in t.go) navigate(t.go.path);
    else t.go.run();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const n = options.length;
    if (e.key === "ArrowDown") setPicked(n > 0 ? (current + 1) % n : 0);
    else if (e.key === "ArrowUp") setPicked(n > 0 ? (current - 1 + n) % n : 0);
    else if (e.key === "Enter" && !e.isComposing) go(options[current]);
    else return;
    e.preventDefault();
  };
  return (
    <Dialog title="Go to" onClose={onClose} still>
      <input
        class="input"
        role="combobox"
        aria-label="Room or person"
        aria-expanded={options.length > 0}
        aria-controls={list}
        aria-activedescendant={options.length > 0 ? `${list}-${current}` : undefined}
        placeholder="Room, person or action"
        autocomplete="off"
        dir="auto"
        value={text}
        onInput={(e) => {
          setText(e.currentTarget.value);
          setPicked(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="switcher-list" id={list} role="listbox" aria-label="Rooms, people and actions">
        {options.map((t, i) => (
          <Option key={t.key} id={`${list}-${i}`} target={t} selected={i === current} onPick={() => go(t)} />
        ))}
      </div>
    </Dialog>
  );
}

interface OptionProps {
  id: string;
  target: Target;
  selected: boolean;
  onPick: () => void;
}

function Option({ id, target: t, selected, onPick }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      class="completion-option"
      onMouseDown={(e) => {
        e.preventDefault();
        onPick();
      }}
    >
      <Icon name={t.icon} />
      <span class="side-name" dir="auto">
        {t.name}
      </span>
      {t.note && <span class="option-note">{t.note}</span>}
      {t.unread > 0 && (
        <span class={t.mentions > 0 ? "count count-mention" : "count"}>
          {t.unread >= countCap ? "99+" : t.unread}
        </span>
      )}
    </div>
  );
}

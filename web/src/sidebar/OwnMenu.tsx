import { useEffect, useRef, useState } from "preact/hooks";
import type { Show } from "../api/types";
import { chooseTheme, type Theme, theme } from "../state/theme";
import { useWorkspace } from "../state/workspace";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";

const shows: [Show, string][] = [
  ["chat", "Available"],
  ["away", "Away"],
  ["dnd", "Do not disturb"],
];
const themes: [Theme, string][] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** OwnMenu is the reader's own corner: presence, appearance, sign-out. */
export function OwnMenu() {
  const workspace = useWorkspace();
  const { me } = workspace;
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const onDown = (e: MouseEvent) => !ref.current?.contains(e.target as Node) && setOpen(false);
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    addEventListener("mousedown", onDown);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("mousedown", onDown);
      removeEventListener("keydown", onKey);
    };
  }, [open]);
  return (
    <div class="own" ref={ref}>
      {open && (
        <div class="own-menu" id="own-menu">
          <Choices
            label="Presence"
            name="show"
            options={shows}
            value={workspace.show.value}
            onPick={(s) => workspace.setShow(s)}
          />
          <Choices
            label="Appearance"
            name="theme"
            options={themes}
            value={theme.value}
            onPick={chooseTheme}
          />
          {me.admin && (
            <a class="own-item" href="/admin/addons" onClick={() => setOpen(false)}>
              <Icon name="puzzle" />
              Add-ons of the group
            </a>
          )}
          <button type="button" class="own-item" onClick={() => void workspace.signOut()}>
            <Icon name="back" />
            Sign out
          </button>
        </div>
      )}
      <button
        type="button"
        ref={button}
        class="own-button"
        aria-expanded={open}
        aria-controls="own-menu"
        onClick={() => setOpen(!open)}
      >
        <Avatar name={me.name} />
        <span class="side-name" dir="auto">
          {me.name}
        </span>
        <PresenceDot
          presence={{ online: workspace.feed.status.value.state === "live", show: workspace.show.value }}
        />
      </button>
    </div>
  );
}

interface ChoicesProps<T extends string> {
  label: string;
  name: string;
  options: [T, string][];
  value: T;
  onPick: (value: T) => void;
}

function Choices<T extends string>({ label, name, options, value, onPick }: ChoicesProps<T>) {
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {options.map(([v, text]) => (
        <label key={v} class="choice">
          <input type="radio" name={name} checked={v === value} onChange={() => onPick(v)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

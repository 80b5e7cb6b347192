import { useEffect, useRef, useState } from "preact/hooks";
import { type Order, order } from "../state/layout";
import type { Preferences } from "../state/preferences";
import { useWorkspace } from "../state/workspace";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { OwnStatus } from "./OwnStatus";

const shows: [Preferences["show"], string][] = [
  ["chat", "Available"],
  ["xa", "Away"],
  ["dnd", "Do not disturb"],
];
const themes: [Preferences["theme"], string][] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

const orders: [Order, string][] = [
  ["name", "Name"],
  ["unread", "Unread"],
  ["recent", "Recent"],
];

/** OwnMenu is the reader's own corner: presence, appearance, sign-out. */
export function OwnMenu() {
  const workspace = useWorkspace();
  const { me, settings } = workspace;
  const { show, theme } = settings.preferences.value;
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
            value={show}
            onPick={(s) => void workspace.setPresence(s).catch(() => {})}
          />
          <OwnStatus />
          <Choices
            label="Appearance"
            name="theme"
            options={themes}
            value={theme}
            onPick={(t) => void settings.change({ theme: t }).catch(() => {})}
          />
          <Choices
            label="Order of the chats"
            name="order"
            options={orders}
            value={order.value}
            onPick={(o) => {
              order.value = o;
            }}
          />
          <a class="own-item" href="/account" onClick={() => setOpen(false)}>
            <Icon name="sliders" />
            Settings
          </a>
          {(me.admin || me.delegate) && (
            <a class="own-item" href="/admin" onClick={() => setOpen(false)}>
              <Icon name="people" />
              Administration
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
        <Avatar name={me.name} photo={me.photo} />
        <span class="side-name" dir="auto">
          {me.name}
          {me.status && <small class="own-status">{me.status}</small>}
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

import { useId, useState } from "preact/hooks";
import { navigate } from "../router";
import { nameOf, pathOf } from "../state/conversations";
import { useWorkspace, type Workspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Icon, type IconName } from "../ui/Icon";

interface Target {
  name: string;
  path: string;
  icon: IconName;
  unread: number;
}

const most = 10;

/** Switcher goes to a room or person by a part of the name; unread ones come first. */
export function Switcher({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const [picked, setPicked] = useState(0);
  const list = useId();
  const found = targets(workspace, text);
  const current = Math.min(picked, found.length - 1);
  const go = (t: Target | undefined) => {
    if (!t) return;
    onClose();
    navigate(t.path);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === "ArrowDown") setPicked(Math.min(current + 1, found.length - 1));
    else if (e.key === "ArrowUp") setPicked(Math.max(current - 1, 0));
    else if (e.key === "Enter") go(found[current]);
    else return;
    e.preventDefault();
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <input
        class="input"
        role="combobox"
        aria-label="Room or person"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found.length > 0 ? `${list}-${current}` : undefined}
        placeholder="Room or person"
        autocomplete="off"
        value={text}
        onInput={(e) => {
          setText(e.currentTarget.value);
          setPicked(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="switcher-list" id={list} role="listbox" aria-label="Rooms and people">
        {found.map((t, i) => (
          <div
            key={t.path}
            id={`${list}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === current}
            class="completion-option"
            onMouseDown={() => go(t)}
          >
            <Icon name={t.icon} />
            <span class="side-name" dir="auto">
              {t.name}
            </span>
            {t.unread > 0 && <span class="count">{t.unread}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="side-empty">Nothing of that name. The lobby has all rooms.</p>}
    </Dialog>
  );
}

function targets({ conversations, people, me }: Workspace, text: string): Target[] {
  const open = conversations.all.value.map(
    (c): Target => ({
      name: nameOf(c),
      path: pathOf(c),
      icon: c.room ? (c.room.privacy === "private" ? "lock" : "hash") : "people",
      unread: c.unread,
    }),
  );
  const others = people.active
    .filter((u) => u.id !== me.id && !conversations.byUser(u.id))
    .map((u): Target => ({ name: u.name, path: `/chat/user/${u.id}`, icon: "people", unread: 0 }));
  const word = text.trim().toLowerCase();
  const rank = (t: Target) => (t.unread > 0 ? 0 : 2) + (t.name.toLowerCase().startsWith(word) ? 0 : 1);
  return [...open, ...others]
    .filter((t) => t.name.toLowerCase().includes(word))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, most);
}

import type { Conversation } from "../api/types";
import { nameOf } from "../state/conversations";
import type { Level } from "../state/preferences";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Icon, type IconName } from "../ui/Icon";
import type { MenuItem } from "../ui/Menu";
import { useAction } from "../ui/useAction";

const words: Record<Level, { name: string; means: string; icon: IconName }> = {
  loud: { name: "Loud", means: "every message", icon: "bell" },
  normal: { name: "Normal", means: "@all, @here and your name", icon: "bellHalf" },
  quiet: { name: "Quiet", means: "your name alone", icon: "bellOff" },
};

/** levelItem shows in a menu how loud a room is for the reader. */
export function levelItem(level: Level, onPick: () => void): MenuItem {
  const { name, icon } = words[level];
  return { key: "level", label: "Notifications", note: name, icon, onPick };
}

/** Bell shows how loud a room is for the reader, where there is room for a button. */
export function Bell({ level, onOpen }: { level: Level; onOpen: () => void }) {
  return (
    <button
      type="button"
      class="button-icon wide-only"
      aria-label={`Notifications: ${words[level].name}`}
      title={`${words[level].name}: ${words[level].means}`}
      onClick={onOpen}
    >
      <Icon name={words[level].icon} />
    </button>
  );
}

/** Levels sets how loud a room is for the reader. */
export function Levels({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { settings } = useWorkspace();
  const action = useAction();
  const usual = settings.preferences.value.globalNotificationSetting;
  const own = settings.levels.value.get(conversation.id) ?? null;
  const options: [Level | null, string, string][] = [
    [null, "As usual", `${words[usual].name.toLowerCase()}: ${words[usual].means}`],
    ...(Object.keys(words) as Level[]).map((l): [Level, string, string] => [
      l,
      words[l].name,
      words[l].means,
    ]),
  ];
  return (
    <Dialog title={`Notifications of ${nameOf(conversation)}`} onClose={onClose}>
      <fieldset>
        <legend class="visually-hidden">What is told to you</legend>
        {options.map(([level, name, means]) => (
          <label key={name} class="option">
            <input
              type="radio"
              name="level"
              checked={own === level}
              onChange={() => void action.run(() => settings.setLevel(conversation.id, level))}
            />
            <span>
              <strong>{name}</strong>
              <small>{means}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <p class="field-hint">
        What is usual is set in your <a href="/account">settings</a>.
      </p>
    </Dialog>
  );
}

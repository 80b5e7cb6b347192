import { useAction } from "../ui/useAction";
import { type GroupSettings, group, type Who } from "./adminapi";
import type { PanelProps } from "./Preferences";

type Switch = {
  [K in keyof GroupSettings]: GroupSettings[K] extends Who ? K : never;
}[keyof GroupSettings];

const words: Record<Who, string> = {
  everybody: "Everybody",
  administrators: "Administrators",
  nobody: "Nobody",
};

/** What is asked, what it means, and whether nobody is an answer. Who administers a room has the last word in some. */
const switches: { name: Switch; label: string; hint?: string; nobody?: boolean }[] = [
  { name: "create_rooms", label: "Create rooms" },
  { name: "invite_people", label: "Invite people to the group" },
  {
    name: "direct_chats",
    label: "Chat in private",
    hint: "What was said before can still be read.",
    nobody: true,
  },
  {
    name: "mention_all",
    label: "Mention everybody",
    hint: "Otherwise @all and @here are words like others.",
    nobody: true,
  },
  { name: "share_files", label: "Share files", nobody: true },
  {
    name: "delete_messages",
    label: "Delete their own messages",
    hint: "Who administers a room can always.",
    nobody: true,
  },
  { name: "edit_profiles", label: "Change their name, title and photo" },
  { name: "add_emoticons", label: "Add emoticons" },
  {
    name: "manage_integrations",
    label: "Manage integrations of a room",
    hint: "Everybody means who administers the room.",
  },
  {
    name: "guest_access",
    label: "Open rooms for guests",
    hint: "Nobody closes all links, and puts guests out.",
    nobody: true,
  },
];

/** PermissionsPanel says who may what. A choice holds at once. */
export function PermissionsPanel(props: PanelProps) {
  return (
    <section class="panel" aria-labelledby="permissions-title">
      <h2 id="permissions-title">Who may</h2>
      <p class="field-hint">
        For people. Integrations may what their scopes say. Each choice holds at once; whoever is refused is
        told whom to ask.
      </p>
      {switches.map((s) => (
        <Line key={s.name} of={s} {...props} />
      ))}
    </section>
  );
}

function Line({ of, settings, onChanged }: PanelProps & { of: (typeof switches)[number] }) {
  const action = useAction();
  const id = `may-${of.name}`;
  const options: Who[] = of.nobody
    ? ["everybody", "administrators", "nobody"]
    : ["everybody", "administrators"];
  const choose = (who: Who) => action.run(async () => onChanged(await group.change({ [of.name]: who })));
  return (
    <div class="permission">
      <div class="list-main">
        <label for={id}>{of.label}</label>
        {of.hint && <small class="check-hint">{of.hint}</small>}
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
      </div>
      <select
        id={id}
        class="input"
        value={settings[of.name]}
        disabled={action.busy}
        onChange={(e) => void choose(e.currentTarget.value as Who)}
      >
        {options.map((who) => (
          <option key={who} value={who}>
            {words[who]}
          </option>
        ))}
      </select>
    </div>
  );
}

import type { Event, Reaction } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { type Deeds, useDeeds } from "./deeds";
import { Plain } from "./Spans";

/** More names than these are counted. */
const named = 20;

/** Reactions are the emoji under a line, with how many chose each. */
export function Reactions({ event }: { event: Event }) {
  const here = useDeeds();
  const deeds = here?.guest ? null : here; // nobody reacts as a guest
  const all = event.reactions ?? [];
  if (all.length === 0) return null;
  return (
    <ul class="reactions" aria-label="Reactions">
      {all.map((r) => (
        <li key={r.emoji}>
          <Chip event={event} reaction={r} deeds={deeds} />
        </li>
      ))}
      {deeds && (
        <li>
          <button
            type="button"
            class="chip"
            aria-label="Add a reaction"
            onClick={() => (deeds.picking.value = event)}
          >
            <Icon name="smile" />
          </button>
        </li>
      )}
    </ul>
  );
}

function Chip({ event, reaction, deeds }: { event: Event; reaction: Reaction; deeds: Deeds | null }) {
  const { me, people } = useWorkspace();
  const { emoji, users } = reaction;
  const names = users.map((id) => (id === me.id ? "You" : (people.users.value.get(id)?.name ?? "Somebody")));
  const who =
    names.length > named
      ? `${names.slice(0, named).join(", ")} and ${names.length - named} more`
      : names.join(", ");
  const mine = users.includes(me.id);
  return (
    <button
      type="button"
      class={mine ? "chip chip-mine" : "chip"}
      aria-pressed={mine}
      aria-label={`${emoji} ${users.length}: ${who}`}
      title={who}
      disabled={!deeds}
      onClick={() => void deeds?.toggle(event, emoji)}
    >
      <span class="chip-emoji" aria-hidden="true">
        <Reacted emoji={emoji} />
      </span>
      <span class="chip-count">{users.length}</span>
    </button>
  );
}

/** Reacted is what somebody reacts with: an emoji, or the picture of an emoticon. */
export function Reacted({ emoji }: { emoji: string }) {
  const { me, emoticons } = useWorkspace();
  return (
    <Plain
      text={emoji}
      who={{ refs: [], words: [], self: me.id, emoticons: emoticons.byShortcut.value, rooms: new Map() }}
    />
  );
}

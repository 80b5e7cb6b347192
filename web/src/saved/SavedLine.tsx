import { useRef, useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import type { SavedMessage } from "../api/types";
import { When } from "../scheduled/When";
import { WayThere, Where } from "../search/Where";
import type { Keeping } from "../state/saved";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { SaidRow } from "../timeline/SaidRow";
import { Icon } from "../ui/Icon";

interface Props {
  message: SavedMessage;
  /** Told in words what has been done, or why it was not. */
  onDone: (what: string) => void;
  onError: (why: string) => void;
}

const words: Record<Keeping, string> = {
  left: "Saved for later",
  done: "Done",
  none: "No longer saved",
};

/** SavedLine is a message that was saved. What has become of it since the list was read can be undone where it stands. */
export function SavedLine({ message, onDone, onError }: Props) {
  const { saved, me } = useWorkspace();
  const { guest } = me;
  const [asking, setAsking] = useState(false);
  const bell = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const line = useRef<HTMLLIElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const { event } = message;
  const was: Keeping = message.done ? "done" : "left";
  const now = saved.changes.value.get(event.id) ?? was;
  const keep = async (to: Keeping) => {
    if (busy) return;
    setBusy(true);
    try {
      await saved.keep(event, to);
      onDone(words[to]);
      const at = document.activeElement;
      // The button that was pressed may be gone; who has gone on meanwhile stays where they are.
      if (at === document.body || line.current?.contains(at)) first.current?.focus();
    } catch (err) {
      onError(messageOf(err));
    } finally {
      setBusy(false);
    }
  };
  const { remind, reminded } = saved.reminder(event.id);
  const again = async (at: Date | null) => {
    try {
      await saved.remind(event, at);
      onDone(at ? "You will be reminded" : "You will not be reminded");
    } catch (err) {
      onError(messageOf(err));
    }
  };
  const other: Keeping = was === "done" ? "left" : "done";
  return (
    <li ref={line} class={now === was ? "result saved" : "result saved saved-past"} data-key={event.id}>
      <p class="result-head">
        <Where of={message} />
        <span class="time">{shortTime(event.time)}</span>
      </p>
      {now === "left" && remind && (
        <p class={reminded ? "reminder reminder-due" : "reminder"}>
          <Icon name="clock" />
          Reminder, {shortTime(remind)}
        </p>
      )}
      <SaidRow event={event} />
      <p class="result-ways">
        <WayThere to={message}>Show</WayThere>
        <button
          ref={first}
          type="button"
          class="button-link"
          onClick={() => void keep(now === was ? other : was)}
        >
          {now !== was ? "Undo" : other === "done" ? "Done" : "Not done"}
        </button>
        {now === "left" && !guest && (
          <button
            ref={bell}
            type="button"
            class="button-link"
            aria-haspopup="menu"
            aria-expanded={asking}
            onClick={() => setAsking(!asking)}
          >
            Remind me
          </button>
        )}
        {now === was ? (
          <button type="button" class="button-link" onClick={() => void keep("none")}>
            Remove
          </button>
        ) : (
          <span class="quiet">{words[now]}</span>
        )}
      </p>
      {asking && bell.current && (
        <When
          title="Remind me"
          verb="Remind me"
          anchor={bell.current}
          {...(remind !== undefined && {
            cancel: { name: "Cancel the reminder", onPick: () => void again(null) },
          })}
          onPick={(at) => void again(at)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

import { useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import type { ScheduledMessage } from "../api/types";
import { Where } from "../search/Where";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { WordsForm } from "../timeline/WordsForm";
import { Confirm } from "../ui/Confirm";
import { Icon } from "../ui/Icon";
import { TimeDialog } from "./TimeDialog";

interface Props {
  message: ScheduledMessage;
  /** Told in words what has been done, or why it was not. */
  onDone: (what: string) => void;
  onError: (why: string) => void;
}

/** ScheduledLine is a message that waits to be sent, or that could not be. */
export function ScheduledLine({ message: m, onDone, onError }: Props) {
  const { api, scheduled } = useWorkspace();
  const [doing, setDoing] = useState<"words" | "time" | "delete">();
  const [busy, setBusy] = useState(false);
  const end = () => setDoing(undefined);
  const run = async (what: string, work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
      onDone(what);
    } catch (err) {
      onError(messageOf(err));
    } finally {
      setBusy(false);
      await scheduled.load();
    }
  };
  const placed = m.room !== null || m.user !== null;
  return (
    <li class="result scheduled">
      <p class="result-head">
        {placed ? <Where of={m} /> : <span class="result-where">A room that you cannot read</span>}
        {m.thread && <span class="time">in a thread</span>}
        <span class="time">{shortTime(m.at)}</span>
      </p>
      {m.problem && (
        <p class="scheduled-problem">
          <Icon name="info" />
          <span dir="auto">Not sent: {m.problem}</span>
        </p>
      )}
      {doing === "words" ? (
        <WordsForm
          body={m.body}
          onSave={async (body) => {
            await api.changeScheduled(m.id, { body });
            end();
            onDone("Changed");
            await scheduled.load();
          }}
          onClose={end}
        />
      ) : (
        <p class="scheduled-body" dir="auto">
          {m.body}
        </p>
      )}
      {doing !== "words" && (
        <p class="result-ways">
          <Way name="Edit" onClick={() => setDoing("words")} />
          <Way name="Change the time" onClick={() => setDoing("time")} />
          <Way name="Send now" onClick={() => void run("Sent", () => api.sendScheduled(m.id))} />
          <Way name="Delete" onClick={() => setDoing("delete")} />
        </p>
      )}
      {doing === "time" && (
        <TimeDialog
          title="Send later"
          verb="Schedule"
          at={new Date(m.at)}
          onPick={(at) =>
            void run("The time has been changed", () => api.changeScheduled(m.id, { at: at.toISOString() }))
          }
          onClose={end}
        />
      )}
      {doing === "delete" && (
        <Confirm
          title="Delete this message?"
          text="It will not be sent, and what you wrote is gone."
          verb="Delete"
          onConfirm={() => api.dropScheduled(m.id).then(() => onDone("Deleted"))}
          onClose={end}
        />
      )}
    </li>
  );
}

function Way({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <button type="button" class="button-link" onClick={onClick}>
      {name}
    </button>
  );
}

import { useState } from "preact/hooks";
import { shortTime } from "../../text/time";
import { Confirm } from "../../ui/Confirm";
import { useAction } from "../../ui/useAction";
import { type ShownDirectory, sourceApi } from "./sourceapi";

/** LastSync says who was gone when the directory was last looked through, and looks again. */
export function LastSync({ directory, onSynced }: { directory: ShownDirectory; onSynced: () => void }) {
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const last = directory.last_sync;
  const sync = async (anyway: boolean) => {
    await sourceApi.sync(directory.key, anyway);
    onSynced();
  };
  const suspicious = last?.problem !== undefined && last.gone.length > 0;
  return (
    <div class="last-sync">
      <p class="list-note" role="status">
        {action.busy && "Looking who is gone…"}
        {!action.busy && !last && "Not looked through since the server started."}
        {!action.busy &&
          last &&
          `Looked through ${shortTime(last.at)}: ${last.people} people, ${last.known} of them with an account here${last.problem ? "" : goneOf(last.gone)}.`}
      </p>
      {last?.problem && <p class="field-error">{last.problem}</p>}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <button
        type="button"
        class="button-link"
        disabled={action.busy || directory.disabled}
        onClick={() => (suspicious ? setAsking(true) : void action.run(() => sync(false)))}
      >
        {suspicious ? "Deactivate them anyway…" : "Look who is gone now"}
      </button>
      {asking && last && (
        <Confirm
          title={`Who is gone from ${directory.name}`}
          text={`${last.gone.slice(0, 20).join(", ")}${last.gone.length > 20 ? " and others" : ""}: ${last.gone.length} accounts are deactivated and signed out. They come back when the directory has these people again.`}
          verb="Deactivate them"
          onConfirm={() => sync(true)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function goneOf(gone: string[]): string {
  if (gone.length === 0) return ", nobody gone";
  return `, gone and deactivated: ${gone.slice(0, 5).join(", ")}${gone.length > 5 ? "…" : ""}`;
}

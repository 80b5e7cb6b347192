import { useState } from "preact/hooks";
import type { Names } from "../log/useNames";
import { useWorkspace } from "../state/workspace";
import { Confirm } from "../ui/Confirm";
import { useAction } from "../ui/useAction";
import { pauseWebhook, resumeWebhook, skipDeliveries } from "./deliveryapi";
import { hookName, host } from "./names";
import type { Hook } from "./types";

interface Props {
  names: Names;
  /** The reader may pause, resume and skip. */
  manages: boolean;
  onChanged: () => void;
}

/** HookList shows the webhooks that need a look, and on demand all of them. */
export function HookList({ names, manages, onChanged }: Props) {
  const all = [...names.hooks.values()];
  const troubled = all.filter((h) => h.paused !== "" || h.queue.length > 0 || h.queue.held > 0);
  const fine = all.filter((h) => !troubled.includes(h));
  if (all.length === 0) return null;
  return (
    <section class="hooks" aria-labelledby="hooks-title">
      <h2 id="hooks-title">Webhooks</h2>
      {troubled.length === 0 && <p class="list-note">All are sent what they are owed; nothing waits.</p>}
      <ul class="list">
        {troubled.map((h) => (
          <Row key={h.id} hook={h} names={names} manages={manages} onChanged={onChanged} />
        ))}
      </ul>
      {fine.length > 0 && (
        <details class="hooks-fine">
          <summary>
            {fine.length} {troubled.length > 0 ? "other " : ""}
            {fine.length === 1 ? "webhook" : "webhooks"}
          </summary>
          <ul class="list">
            {fine.map((h) => (
              <Row key={h.id} hook={h} names={names} manages={manages} onChanged={onChanged} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Row({ hook: h, names, manages, onChanged }: Props & { hook: Hook }) {
  const { api } = useWorkspace();
  const action = useAction();
  const [skipping, setSkipping] = useState(false);
  const name = hookName(names, h.id);
  const owed = h.queue.length + h.queue.held;
  const toggle = () =>
    action.run(async () => {
      await (h.paused ? resumeWebhook(api, h.id) : pauseWebhook(api, h.id));
      onChanged();
    });
  return (
    <li class="list-item addon">
      <div class="list-main">
        <p class="list-name" dir="auto">
          {name}
          {h.paused && <span class="badge">Paused</span>}
        </p>
        <p class="list-note wrap">
          {h.event} · {host(h.url)}
          {owed > 0 && ` · ${owed} waiting${age(h.queue.oldest_age_seconds)}`}
        </p>
        {h.paused && <p class="list-note wrap">Why: {h.paused}</p>}
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
      </div>
      {manages && (
        <div class="addon-actions">
          {owed > 0 && (
            <button
              type="button"
              class="button"
              aria-label={`Skip what waits for ${name}`}
              onClick={() => setSkipping(true)}
            >
              Skip…
            </button>
          )}
          <button
            type="button"
            class="button"
            disabled={action.busy}
            aria-label={`${h.paused ? "Resume" : "Pause"} ${name}`}
            onClick={() => void toggle()}
          >
            {h.paused ? "Resume" : "Pause"}
          </button>
        </div>
      )}
      {skipping && (
        <Confirm
          title="Give up what waits?"
          text={`${name} will not be sent the ${owed} deliveries that wait for it. They stay in the log and can be redelivered.`}
          verb="Give up"
          onClose={() => setSkipping(false)}
          onConfirm={async () => {
            await skipDeliveries(api, h.id, true);
            onChanged();
          }}
        />
      )}
    </li>
  );
}

/** age says since when the oldest waits. */
function age(seconds: number): string {
  if (seconds < 60) return "";
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `, the oldest for ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `, the oldest for ${hours} h` : `, the oldest for ${Math.floor(hours / 24)} days`;
}

import { useEffect, useRef, useState } from "preact/hooks";
import { changed, MomentField } from "../log/Filters";
import { useLive } from "../log/useLive";
import type { Names } from "../log/useNames";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { useAction } from "../ui/useAction";
import { countDeliveries, replay } from "./deliveryapi";
import { hookName } from "./names";
import type { Counts } from "./types";

interface Props {
  names: Names;
  /** What the log is narrowed down to, which is what is offered. */
  query: URLSearchParams;
  onClose: () => void;
}

/** The filters that a replay knows. */
const narrowing = ["installation", "webhook", "room", "webhook_room"] as const;

/** ReplayDialog makes the deliveries of a time once more, and shows how far that is. */
export function ReplayDialog({ names, query, onClose }: Props) {
  const { api } = useWorkspace();
  const [since, setSince] = useState(query.get("since") ?? new Date(Date.now() - 3_600_000).toISOString());
  const [until, setUntil] = useState(query.get("until") ?? "");
  const [failed, setFailed] = useState(false);
  const [counts, setCounts] = useState<Counts>();
  const [queued, setQueued] = useState<number>();
  const action = useAction("since", "until");

  const where = new URLSearchParams();
  for (const name of narrowing) if (query.has(name)) where.set(name, query.get(name) ?? "");
  const range = changed(changed(where, "since", since), "until", until);
  // What was counted before a replay says nothing about it, however late the answer.
  const turn = useRef(0);
  const count = async () => {
    if (since === "") return;
    const mine = ++turn.current;
    // What is wrong is said when the replay is asked for.
    const counted = await countDeliveries(api, range).catch(() => undefined);
    if (mine === turn.current) setCounts(counted);
  };
  useEffect(() => void count(), [String(range)]);
  useLive(count, String(range));

  const start = () =>
    action.run(async () => {
      const n = await replay(api, {
        since,
        ...(until ? { until } : {}),
        ...Object.fromEntries([...where].map(([name, id]) => [name, Number(id)])),
        failed,
      });
      turn.current++;
      setQueued(n);
      setCounts(undefined);
      await count();
    });
  return (
    <Dialog title="Replay after an outage" onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void start();
        }}
      >
        <p class="lead">
          Every delivery of this time{scope(names, where)} is made once more, in its order, with the same id
          and a new signature. What is new passes them.
        </p>
        <MomentField label="From" value={since} required onChange={setSince} />
        <MomentField label="Until (empty for now)" value={until} onChange={setUntil} />
        <label class="check">
          <input type="checkbox" checked={failed} onChange={(e) => setFailed(e.currentTarget.checked)} />
          Only those that were given up
        </label>
        {counts && queued === undefined && <Offer counts={counts} failed={failed} />}
        {queued !== undefined && <Progress queued={queued} waiting={counts?.pending} />}
        {(action.error ?? action.fieldError("since") ?? action.fieldError("until")) && (
          <p class="field-error" role="alert">
            {action.error ?? action.fieldError("since") ?? action.fieldError("until")}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {queued === undefined ? "Cancel" : "Close"}
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy || since === ""}>
            Replay
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function scope(names: Names, where: URLSearchParams): string {
  const hook = Number(where.get("webhook") ?? 0);
  const addon = names.addons.get(Number(where.get("installation") ?? 0));
  const room = names.rooms.get(Number(where.get("room") ?? where.get("webhook_room") ?? 0));
  return [
    hook ? ` to ${hookName(names, hook)}` : "",
    addon ? ` to ${addon.name}` : "",
    room ? ` in ${room.name}` : "",
  ].join("");
}

function Offer({ counts, failed }: { counts: Counts; failed: boolean }) {
  const n = failed ? counts.failed : counts.failed + counts.done;
  return (
    <p class="notice" role="status">
      {n === 1 ? "1 delivery" : `${n} deliveries`} of that time {n === 1 ? "is" : "are"} over and will be made
      once more.
      {counts.pending > 0 && ` ${counts.pending} still wait and are sent anyway.`}
    </p>
  );
}

/** Progress counts down what waits. What is set aside by its receiver goes on waiting. */
function Progress({ queued, waiting = queued }: { queued: number; waiting: number | undefined }) {
  const left = Math.min(waiting, queued);
  return (
    <div class="notice" role="status">
      <p>
        {queued === 0
          ? "There was nothing to make once more."
          : left === 0
            ? `All ${queued} have been made once more.`
            : `${queued - left} of ${queued} have been made once more.`}
      </p>
      {queued > 0 && <progress max={queued} value={queued - left} aria-label="Replayed deliveries" />}
    </div>
  );
}

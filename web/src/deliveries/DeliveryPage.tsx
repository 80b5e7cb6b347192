import { useState } from "preact/hooks";
import { Said } from "../log/Said";
import { useFresh } from "../log/useFresh";
import { useLive } from "../log/useLive";
import type { Names } from "../log/useNames";
import { useWorkspace } from "../state/workspace";
import { fullTime } from "../text/time";
import { Fact } from "../ui/Fact";
import { Secret } from "../ui/Secret";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { curl, delivery, redeliver } from "./deliveryapi";
import { hookName } from "./names";
import type { Place } from "./place";
import { faceOf } from "./state";
import type { Attempt, WholeDelivery } from "./types";

/** DeliveryPage is one delivery: what was sent, and what came of each attempt. */
export function DeliveryPage({ id, names, place }: { id: number; names: Names; place: Place }) {
  const { api } = useWorkspace();
  const loaded = useFresh(() => delivery(api, id));
  useLive(loaded.refresh, String(id));
  const refresh = () => void loaded.refresh();
  return (
    <>
      {loaded.error && <Failure message={loaded.error} onRetry={refresh} />}
      {!loaded.value && !loaded.error && <Loading what="the delivery" />}
      {loaded.value && <Whole delivery={loaded.value} names={names} place={place} onChanged={refresh} />}
    </>
  );
}

function Whole({
  delivery: d,
  names,
  place,
  onChanged,
}: {
  delivery: WholeDelivery;
  names: Names;
  place: Place;
  onChanged: () => void;
}) {
  const { word, look } = faceOf(d.state);
  return (
    <>
      {place.room === null && (
        <p class="wide-only log-back">
          <a href={place.path}>All deliveries</a>
        </p>
      )}
      <section class="panel" aria-labelledby="delivery-title">
        <h2 id="delivery-title" dir="auto">
          {hookName(names, d.webhook_id)} <span class={`lozenge lozenge-${look}`}>{word}</span>
        </h2>
        <dl class="facts">
          <Fact name="Delivery">
            {d.id} · <code>{d.uid}</code>
          </Fact>
          {d.room_id !== null && <Fact name="Room">{names.rooms.get(d.room_id)?.name ?? d.room_id}</Fact>}
          <Fact name="Caused">{fullTime(d.created)}</Fact>
          {d.finished && <Fact name="Over">{fullTime(d.finished)}</Fact>}
          {d.next_attempt && d.state === "pending" && d.attempts > 0 && (
            <Fact name="Next attempt">{fullTime(d.next_attempt)}</Fact>
          )}
          {d.error && <Fact name={d.state === "done" ? "Answer" : "Last error"}>{d.error}</Fact>}
        </dl>
        <Deeds delivery={d} manages={place.manages} onChanged={onChanged} />
      </section>
      <section class="panel" aria-labelledby="attempts-title">
        <h2 id="attempts-title">{d.tried.length === 1 ? "1 attempt" : `${d.tried.length} attempts`}</h2>
        {d.tried.length === 0 && <p class="list-note">None has been made yet.</p>}
        {d.tried.map((t, n) => (
          <Tried key={t.at} attempt={t} body={d.body} open={n === 0} />
        ))}
      </section>
    </>
  );
}

function Deeds({
  delivery: d,
  manages,
  onChanged,
}: {
  delivery: WholeDelivery;
  manages: boolean;
  onChanged: () => void;
}) {
  const { api } = useWorkspace();
  const action = useAction();
  const [line, setLine] = useState("");
  const over = d.state === "done" || d.state === "failed";
  return (
    <>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void action.run(async () => setLine(await curl(api, d.id, false)))}
        >
          As a curl command
        </button>
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void action.run(async () => setLine(await curl(api, d.id, true)))}
        >
          …with a fresh signature
        </button>
        {manages && (
          <button
            type="button"
            class="button button-primary"
            disabled={action.busy || !over}
            onClick={() =>
              void action.run(async () => {
                await redeliver(api, d.id);
                onChanged();
              })
            }
          >
            Redeliver
          </button>
        )}
      </div>
      {line && <Secret heading="h3" label="Command" name="the command" text={line} />}
    </>
  );
}

function Tried({ attempt: t, body, open }: { attempt: Attempt; body: unknown; open: boolean }) {
  const good = t.status !== null && t.status >= 200 && t.status < 300;
  return (
    <details class="tried" open={open}>
      <summary>
        <span class={`lozenge lozenge-${good ? "success" : "error"}`}>{t.status ?? "no answer"}</span>{" "}
        {fullTime(t.at)} · {Math.round(t.duration_ms)} ms
        {t.error && <span class="wrap"> · {t.error}</span>}
      </summary>
      <p class="wrap">
        <code>POST {t.url}</code>
      </p>
      <div class="said-both">
        <Said title="Sent" headers={t.request_headers} body={body} />
        <Said title="Answered" headers={t.response_headers} body={t.response_body} />
      </div>
    </details>
  );
}

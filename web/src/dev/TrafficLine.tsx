import { useState } from "preact/hooks";
import { call } from "../calls/callapi";
import { delivery } from "../deliveries/deliveryapi";
import { Said } from "../log/Said";
import { useWorkspace } from "../state/workspace";
import { clockTime } from "../text/time";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import type { Line } from "./devapi";
import { kinds, looks, statusOf } from "./words";

/** TrafficLine is a call in or out; opened, it has all that was said. */
export function TrafficLine({ line: l }: { line: Line }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="dev-line" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary class="log-row">
        <span class={`lozenge lozenge-${looks[l.look].lozenge} log-state`}>{statusOf(l)}</span>
        <span class="log-what" dir="ltr">
          <span class="log-where">{kinds[l.kind]}</span> {l.title}
        </span>
        <span class="log-note">
          {l.guideline && <b>{l.guideline}</b>} {l.says}
        </span>
        <time class="log-time" dateTime={l.at}>
          {clockTime(l.at)}
        </time>
      </summary>
      {open && (
        <div class="dev-detail">
          <p>
            <b>
              {looks[l.look].word}
              {l.guideline && `, ${l.guideline}`}:
            </b>{" "}
            {l.says}
          </p>
          {l.kind === "call" && <CallDetail id={l.id} />}
          {l.kind === "delivery" && <DeliveryDetail id={l.id} status={l.status} />}
        </div>
      )}
    </details>
  );
}

function CallDetail({ id }: { id: number }) {
  const { api } = useWorkspace();
  const loaded = useLoad(`call ${id}`, () => call(api, id));
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  if (!loaded.value) return <Loading what="the call" />;
  const c = loaded.value;
  return (
    <>
      <p class="wrap">
        <code dir="ltr">
          {c.method} {c.path}
        </code>
      </p>
      <div class="said-both">
        <Said title="Asked" headers={c.request_headers} body={c.request_body} />
        <Said title="Answered" headers={c.response_headers} body={c.response_body} />
      </div>
    </>
  );
}

function DeliveryDetail({ id, status }: { id: number; status: number }) {
  const { api } = useWorkspace();
  const loaded = useLoad(`delivery ${id} ${status}`, () => delivery(api, id));
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  if (!loaded.value) return <Loading what="the delivery" />;
  const [last] = loaded.value.tried;
  return (
    <>
      {last && (
        <p class="wrap">
          <code dir="ltr">POST {last.url}</code>
        </p>
      )}
      <div class="said-both">
        <Said title="Sent" headers={last?.request_headers ?? null} body={loaded.value.body} />
        <Said title="Answered" headers={last?.response_headers ?? null} body={last?.response_body} />
      </div>
      <p>
        <a href={`/admin/deliveries/${id}`}>All attempts, and sending it again</a>
      </p>
    </>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import { useFresh } from "../log/useFresh";
import { useLive } from "../log/useLive";
import { useWorkspace } from "../state/workspace";
import { Select } from "../ui/Select";
import { Empty, Failure, Loading } from "../ui/states";
import { traffic } from "./devapi";
import { TrafficLine } from "./TrafficLine";

/** A search begins this long after the last key. */
const pauseMs = 350;

/** Traffic is the live list of calls in and out. */
export function Traffic() {
  const { api } = useWorkspace();
  const [kind, setKind] = useState("");
  const [look, setLook] = useState("");
  const [text, setText] = useState("");
  const query = new URLSearchParams(Object.entries({ kind, look, text: text.trim() }).filter(([, v]) => v));
  const latest = useRef(query);
  latest.current = query;
  const lines = useFresh(() => traffic(api, latest.current));
  useLive(lines.refresh, "traffic");
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false; // the first are on their way
      return;
    }
    const timer = setTimeout(() => void lines.refresh(), pauseMs);
    return () => clearTimeout(timer);
  }, [String(query)]);
  return (
    <>
      <search class="log-filters">
        <Select label="What" value={kind} onInput={setKind}>
          <option value="">All</option>
          <option value="call">Calls of integrations</option>
          <option value="delivery">Events to webhooks</option>
          <option value="outgoing">Other calls to add-ons</option>
        </Select>
        <Select label="Verdict" value={look} onInput={setLook}>
          <option value="">All</option>
          <option value="bad">Wrong</option>
          <option value="advice">Advice</option>
          <option value="good">Good</option>
          <option value="waiting">Waiting</option>
        </Select>
        <div class="field log-search">
          <label for="traffic-text">Contains</label>
          <input
            id="traffic-text"
            type="search"
            maxLength={200}
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
        </div>
      </search>
      {lines.error && <Failure message={lines.error} onRetry={() => void lines.refresh()} />}
      {!lines.value && !lines.error && <Loading what="the calls" />}
      {lines.value?.length === 0 && <Nothing filtered={query.size > 0} />}
      {lines.value && lines.value.length > 0 && (
        <ul class="log" aria-label="Calls, newest first">
          {lines.value.map((l) => (
            <li key={`${l.kind} ${l.id}`}>
              <TrafficLine line={l} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="No call was like this." />;
  return (
    <Empty title="Nothing has called yet.">
      <p>Point your integration at one of the addresses, or make an event happen: it appears here at once.</p>
    </Empty>
  );
}

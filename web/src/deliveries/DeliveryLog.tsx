import { useEffect, useMemo, useState } from "preact/hooks";
import { changed, Filters } from "../log/Filters";
import { LogList } from "../log/LogList";
import { Log } from "../log/log";
import { asked } from "../log/period";
import { useLive } from "../log/useLive";
import type { Names } from "../log/useNames";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Select } from "../ui/Select";
import { deliveries } from "./deliveryapi";
import { HookList } from "./HookList";
import { hookName } from "./names";
import { type Place, within } from "./place";
import { ReplayDialog } from "./ReplayDialog";
import { faceOf, outcome, states } from "./state";
import type { Delivery } from "./types";

interface Props {
  names: Names;
  query: URLSearchParams;
  place: Place;
  /** A webhook was paused, resumed or skipped. */
  onChanged: () => void;
}

/** DeliveryLog is what webhooks are owed and were sent, with the webhooks. */
export function DeliveryLog({ names, query, place, onChanged }: Props) {
  const { api } = useWorkspace();
  const [replaying, setReplaying] = useState(false);
  const key = String(query);
  const log = useMemo(
    () => new Log<Delivery>((cursor) => deliveries(api, within(place, asked(query, new Date())), cursor)),
    [key],
  );
  useEffect(() => void log.begin(), [log]);
  useLive(() => log.refresh(), key);
  return (
    <>
      <p class="lead">
        What webhooks are owed is written down with what caused it, and sent until the receiver takes it.
      </p>
      <HookList names={names} manages={place.manages} onChanged={onChanged} />
      <div class="log-head">
        <h2>Log</h2>
        {place.manages && (
          <button type="button" class="button" onClick={() => setReplaying(true)}>
            Replay after an outage…
          </button>
        )}
      </div>
      <DeliveryFilters names={names} query={query} place={place} />
      <LogList
        log={log}
        label="deliveries"
        empty={<p>{key ? "Nothing was sent that is like this." : "Nothing has been sent yet."}</p>}
        row={(d) => <Row key={d.id} delivery={d} names={names} place={place} />}
      />
      {replaying && (
        <ReplayDialog
          names={names}
          query={within(place, asked(query, new Date()))}
          onClose={() => {
            setReplaying(false);
            void log.begin();
          }}
        />
      )}
    </>
  );
}

function DeliveryFilters({ names, query, place }: Omit<Props, "onChanged">) {
  const { path } = place;
  const set = (name: string) => (value: string) => {
    const q = changed(query, name, value);
    navigate(q.size ? `${path}?${q}` : path, true);
  };
  return (
    <Filters path={path} query={query} searchLabel="What was sent contains">
      {(place.room === null || names.addons.size > 0) && (
        <Select label="Add-on" value={query.get("installation") ?? ""} onInput={set("installation")}>
          <option value="">All</option>
          {[...names.addons.values()].map((a) => (
            <option key={a.id} value={String(a.id)}>
              {a.name}
              {place.room === null &&
                a.room_id !== null &&
                ` (${names.rooms.get(a.room_id)?.name ?? `room ${a.room_id}`})`}
            </option>
          ))}
        </Select>
      )}
      <Select label="Webhook" value={query.get("webhook") ?? ""} onInput={set("webhook")}>
        <option value="">All</option>
        {[...names.hooks.values()].map((h) => (
          <option key={h.id} value={String(h.id)}>
            {hookName(names, h.id)}
          </option>
        ))}
      </Select>
      {place.room === null && (
        <Select label="Room" value={query.get("room") ?? ""} onInput={set("room")}>
          <option value="">All</option>
          {[...names.rooms.values()].map((r) => (
            <option key={r.id} value={String(r.id)}>
              {r.name}
            </option>
          ))}
        </Select>
      )}
      <Select label="State" value={query.get("state") ?? ""} onInput={set("state")}>
        <option value="">All</option>
        {Object.entries(states).map(([state, { word }]) => (
          <option key={state} value={state}>
            {word}
          </option>
        ))}
      </Select>
    </Filters>
  );
}

function Row({ delivery: d, names, place }: { delivery: Delivery; names: Names; place: Place }) {
  const { word, look } = faceOf(d.state);
  return (
    <li>
      <a class="log-row" href={`${place.path}/${d.id}`}>
        <span class={`lozenge lozenge-${look} log-state`}>{word}</span>
        <span class="log-what" dir="auto">
          {hookName(names, d.webhook_id)}
          {place.room === null && d.room_id !== null && (
            <span class="log-where"> in {names.rooms.get(d.room_id)?.name ?? `room ${d.room_id}`}</span>
          )}
        </span>
        <span class="log-note">{outcome(d)}</span>
        <time class="log-time" dateTime={d.created}>
          {shortTime(d.created)}
        </time>
      </a>
    </li>
  );
}

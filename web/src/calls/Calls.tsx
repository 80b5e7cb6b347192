import { useEffect, useMemo, useState } from "preact/hooks";
import type { SectionProps } from "../admin/sections";
import { changed, Filters } from "../log/Filters";
import { LogList } from "../log/LogList";
import { Log } from "../log/log";
import { asked } from "../log/period";
import { Said } from "../log/Said";
import { useLive } from "../log/useLive";
import { type Names, useNames } from "../log/useNames";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { fullTime, shortTime } from "../text/time";
import { Select } from "../ui/Select";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { type Call, call, calls } from "./callapi";

const path = "/admin/calls";

/** Calls is the log of what integrations call, or one of its entries. */
export function Calls({ rest, query }: SectionProps) {
  const names = useNames();
  if (names.error) return <Failure message={names.error} onRetry={names.reload} />;
  if (!names.value) return <Loading what="the add-ons" />;
  if (/^\d{1,15}$/.test(rest)) return <CallPage key={rest} id={Number(rest)} names={names.value} />;
  return <CallLog names={names.value} query={query} />;
}

function CallLog({ names, query }: { names: Names; query: URLSearchParams }) {
  const { api } = useWorkspace();
  const [dropped, setDropped] = useState(0);
  const key = String(query);
  const log = useMemo(
    () =>
      new Log<Call>(async (cursor) => {
        const page = await calls(api, asked(query, new Date()), cursor);
        setDropped(page.dropped);
        return page;
      }),
    [key],
  );
  useEffect(() => void log.begin(), [log]);
  useLive(() => log.refresh(), key);
  const set = (name: string) => (value: string) => {
    const q = changed(query, name, value);
    navigate(q.size ? `${path}?${q}` : path, true);
  };
  return (
    <>
      <p class="lead">
        What scripts, servers and add-ons have called here, and what they were answered. One-to-one messages
        and secrets are left out.
      </p>
      <Filters path={path} query={query} searchLabel="Address or what was said contains">
        <Select label="Add-on" value={query.get("installation") ?? ""} onInput={set("installation")}>
          <option value="">All</option>
          {[...names.addons.values()].map((a) => (
            <option key={a.id} value={String(a.id)}>
              {a.name}
            </option>
          ))}
        </Select>
        <Select label="Room" value={query.get("room") ?? ""} onInput={set("room")}>
          <option value="">All</option>
          {[...names.rooms.values()].map((r) => (
            <option key={r.id} value={String(r.id)}>
              {r.name}
            </option>
          ))}
        </Select>
        <Select label="Answer" value={query.get("failed") ?? ""} onInput={set("failed")}>
          <option value="">All</option>
          <option value="true">Refused or failed</option>
        </Select>
      </Filters>
      {dropped > 0 && (
        <p class="notice">
          {dropped} calls since the start of the server are missing: they came faster than they could be
          written down.
        </p>
      )}
      <LogList
        log={log}
        label="calls"
        empty={<p>{key ? "No call was like this." : "Nothing has called yet."}</p>}
        row={(c) => <Row key={c.id} call={c} names={names} />}
      />
    </>
  );
}

function look(status: number): string {
  return status >= 500 ? "error" : status >= 400 ? "current" : "success";
}

function who(c: Call, names: Names): string {
  if (c.installation_id !== null) return names.addons.get(c.installation_id)?.name ?? "an add-on";
  return c.address;
}

function Row({ call: c, names }: { call: Call; names: Names }) {
  return (
    <li>
      <a class="log-row" href={`${path}/${c.id}`}>
        <span class={`lozenge lozenge-${look(c.status)} log-state`}>{c.status}</span>
        <span class="log-what" dir="ltr">
          {c.method} {c.path}
        </span>
        <span class="log-note">
          {who(c, names)} · {c.duration_ms < 10 ? c.duration_ms.toFixed(1) : Math.round(c.duration_ms)} ms
        </span>
        <time class="log-time" dateTime={c.at}>
          {shortTime(c.at)}
        </time>
      </a>
    </li>
  );
}

function CallPage({ id, names }: { id: number; names: Names }) {
  const { api } = useWorkspace();
  const loaded = useLoad(`call ${id}`, () => call(api, id));
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  if (!loaded.value) return <Loading what="the call" />;
  const c = loaded.value;
  return (
    <>
      <p class="wide-only log-back">
        <a href={path}>All calls</a>
      </p>
      <section class="panel" aria-labelledby="call-title">
        <h2 id="call-title" class="wrap" dir="ltr">
          {c.method} {c.path} <span class={`lozenge lozenge-${look(c.status)}`}>{c.status}</span>
        </h2>
        <p class="list-note wrap">
          {fullTime(c.at)} · {Math.round(c.duration_ms)} ms · from {who(c, names)}
          {c.installation_id !== null && ` at ${c.address}`}
          {c.room_id !== null && ` · in ${names.rooms.get(c.room_id)?.name ?? `room ${c.room_id}`}`}
          {` · request ${c.request_id}`}
        </p>
        <div class="said-both">
          <Said title="Asked" headers={c.request_headers} body={c.request_body} />
          <Said title="Answered" headers={c.response_headers} body={c.response_body} />
        </div>
      </section>
    </>
  );
}

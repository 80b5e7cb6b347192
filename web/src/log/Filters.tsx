import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { navigate } from "../router";
import { Select } from "../ui/Select";
import { fromLocalInput, localInput, periods } from "./period";

interface Props {
  /** The page's address, without its query. */
  path: string;
  query: URLSearchParams;
  /** The filters of this log alone. */
  children: ComponentChildren;
  searchLabel: string;
}

/** changed is a query with another value of one filter; empty is without it. */
export function changed(query: URLSearchParams, name: string, value: string): URLSearchParams {
  const all = new URLSearchParams(query);
  if (value === "") all.delete(name);
  else all.set(name, value);
  return all;
}

/** A search begins this long after the last key. */
const pauseMs = 350;

/** Filters narrow a log down. They stand in the page's address, so that what was found can be shown to somebody. */
export function Filters({ path, query, children, searchLabel }: Props) {
  const [text, setText] = useState(query.get("text") ?? "");
  const go = (q: URLSearchParams) => navigate(q.size ? `${path}?${q}` : path, true);
  // Another filter may be chosen before the search begins.
  const latest = useRef(query);
  latest.current = query;
  useEffect(() => {
    if (text.trim() === (query.get("text") ?? "")) return;
    const timer = setTimeout(() => go(changed(latest.current, "text", text.trim())), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <search class="log-filters">
      {children}
      <Period query={query} onChange={go} />
      <div class="field log-search">
        <label for="log-text">{searchLabel}</label>
        <input
          id="log-text"
          type="search"
          maxLength={200}
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
        />
      </div>
      {query.size > 0 && (
        <button
          type="button"
          class="button log-clear"
          onClick={() => {
            setText("");
            go(new URLSearchParams());
          }}
        >
          Clear
        </button>
      )}
    </search>
  );
}

function Period({ query, onChange }: { query: URLSearchParams; onChange: (q: URLSearchParams) => void }) {
  const [between, setBetween] = useState(query.has("since") || query.has("until"));
  const value = between ? "between" : (query.get("within") ?? "");
  const choose = (chosen: string) => {
    setBetween(chosen === "between");
    const q = new URLSearchParams(query);
    for (const name of ["since", "until", "within"]) q.delete(name);
    onChange(chosen === "between" ? q : changed(q, "within", chosen));
  };
  return (
    <>
      <Select label="Time" value={value} onInput={choose}>
        <option value="">Any time</option>
        {Object.entries(periods).map(([key, p]) => (
          <option key={key} value={key}>
            {p.name}
          </option>
        ))}
        <option value="between">Between…</option>
      </Select>
      {between && (
        <>
          <Moment label="From" name="since" query={query} onChange={onChange} />
          <Moment label="Until" name="until" query={query} onChange={onChange} />
        </>
      )}
    </>
  );
}

interface MomentProps {
  label: string;
  name: string;
  query: URLSearchParams;
  onChange: (q: URLSearchParams) => void;
}

function Moment({ label, name, query, onChange }: MomentProps) {
  return (
    <MomentField
      label={label}
      value={query.get(name) ?? ""}
      onChange={(time) => onChange(changed(query, name, time))}
    />
  );
}

/** MomentField is a labelled date and time. */
export function MomentField({
  label,
  value,
  required = false,
  onChange,
}: {
  label: string;
  value: string;
  required?: boolean;
  onChange: (time: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        required={required}
        value={localInput(value)}
        onChange={(e) => onChange(fromLocalInput(e.currentTarget.value))}
      />
    </div>
  );
}

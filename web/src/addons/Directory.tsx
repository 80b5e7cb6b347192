import { useState } from "preact/hooks";
import type { DirectoryEntry } from "../api/addontypes";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";

/** Directory lists the add-ons of the administrator's catalogue, to be looked through and installed. */
export function Directory({ room }: { room: string }) {
  const { api } = useWorkspace();
  const [all, setAll] = useState(false);
  const [sought, setSought] = useState("");
  const loaded = useLoad(`directory ${all}`, () => api.directory(all));
  const found = loaded.value?.filter((e) => matches(e, sought));
  return (
    <section aria-labelledby="directory-title">
      <h2 class="list-title" id="directory-title">
        Directory
      </h2>
      <Field label="Find" value={sought} onInput={setSought} autocomplete="off" />
      <label class="check">
        <input type="checkbox" checked={all} onChange={(e) => setAll(e.currentTarget.checked)} />
        Also those that are not known to work on self-hosted servers
      </label>
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      {!found && !loaded.error && <Loading what="the directory" />}
      {found?.length === 0 && (
        <Empty title={sought ? "Nothing like that." : "The directory is empty."}>
          {!sought && <p>An administrator can name a catalogue when the server is started: --directory.</p>}
        </Empty>
      )}
      {found && found.length > 0 && (
        <ul class="list">
          {found.map((e) => (
            <Entry key={e.key} entry={e} room={room} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** matches tells whether all words that are sought stand in an entry. */
export function matches(e: DirectoryEntry, sought: string): boolean {
  const text = `${e.name} ${e.vendor.name} ${e.description}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Entry({ entry, room }: { entry: DirectoryEntry; room: string }) {
  const query = new URLSearchParams({ key: entry.key, ...(room ? { room } : {}) });
  return (
    <li class="panel entry">
      <details>
        <summary class="wrap">
          <strong dir="auto">{entry.name}</strong> by <span dir="auto">{entry.vendor.name}</span>
          {!entry.self_hosted && " (not known to work on self-hosted servers)"}
        </summary>
        <p dir="auto" class="wrap">
          {entry.description}
        </p>
        <p class="wrap">
          {entry.inbound ? "It calls this server's API. " : "It does not call this server's API. "}
          {entry.outbound.length > 0
            ? `This server must reach ${entry.outbound.join(", ")}.`
            : "This server need not reach it."}
        </p>
        {entry.instructions && (
          <p>
            <a href={entry.instructions} rel="noreferrer" target="_blank">
              Installation instructions
            </a>
          </p>
        )}
        <a class="button button-primary" href={`/addons/install?${query}`}>
          Look at what it asks for
        </a>
      </details>
    </li>
  );
}

import { useState } from "preact/hooks";
import type { Preview, Room } from "../api/types";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Failure, Loading, Page } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { Consent } from "./Consent";

interface Props {
  url: string;
  /** The name or id of the room to begin with; empty for none. */
  room: string;
  /** What the add-on wants back from whoever sent the browser here; empty for nothing. */
  relayState: string;
}

/** InstallPage fetches a descriptor and asks for consent before anything is installed. */
export function InstallPage({ url, room, relayState }: Props) {
  const { api } = useWorkspace();
  const loaded = useLoad(`install ${url} ${room}`, async () => {
    const rooms = (await api.rooms()).filter((r) => r.admin && !r.archived);
    const start = rooms.find((r) => r.name.toLowerCase() === room.toLowerCase() || String(r.id) === room);
    return { preview: await api.preview(url, start?.id ?? null), rooms, start };
  });
  const back = loaded.value?.start ? `/rooms/addons/${loaded.value.start.id}` : "/chat";
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Install an add-on" back={back}>
        {url === "" && (
          <Failure message="The address of the add-on's descriptor is missing from this link." />
        )}
        {url !== "" && loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
        {url !== "" && !loaded.value && !loaded.error && <Loading what="the add-on's descriptor" />}
        {loaded.value && <Install {...loaded.value} back={back} relayState={relayState} />}
      </Page>
    </main>
  );
}

interface InstallProps {
  preview: Preview;
  rooms: Room[];
  start: Room | undefined;
  back: string;
  relayState: string;
}

function Install({ preview, rooms, start, back, relayState }: InstallProps) {
  const { api, me } = useWorkspace();
  const action = useAction();
  const group = preview.group && me.admin;
  const offered = preview.rooms ? rooms : [];
  const first = offered.find((r) => r.id === start?.id) ?? (group ? undefined : offered[0]);
  const [where, setWhere] = useState<number | null>(first?.id ?? null);
  if (!group && offered.length === 0) {
    return <Failure message="This add-on cannot be installed in any place that you administer." />;
  }
  const install = () =>
    action.run(async () => {
      const made = await api.install(preview.preview, where, relayState);
      if (made.open) location.assign(made.open);
      else navigate(where === null ? "/admin/addons" : `/rooms/addons/${where}`, true);
    });
  return (
    <Consent preview={preview}>
      <div class="field">
        <label for="install-where">Install in</label>
        <select
          id="install-where"
          value={where === null ? "" : String(where)}
          onChange={(e) => setWhere(e.currentTarget.value === "" ? null : Number(e.currentTarget.value))}
        >
          {group && <option value="">The whole group</option>}
          {offered.map((r) => (
            <option key={r.id} value={String(r.id)}>
              {r.name}
            </option>
          ))}
        </select>
      </div>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <a class="button" href={back}>
          Cancel
        </a>
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={() => void install()}
        >
          {action.busy ? "Installing…" : "Allow and install"}
        </button>
      </div>
    </Consent>
  );
}

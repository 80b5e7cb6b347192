import { useState } from "preact/hooks";
import type { Preview, Update } from "../api/addontypes";
import type { Room } from "../api/types";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Select } from "../ui/Select";
import { Failure, Loading, Page } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { Consent } from "./Consent";
import { addonPage } from "./Installed";

interface Props {
  /** The descriptor's address; empty when the key names an add-on of the directory. */
  url: string;
  addonKey: string;
  /** The name or id of the room to begin with; empty for none. */
  room: string;
  /** What the add-on wants back from whoever sent the browser here; empty for nothing. */
  relayState: string;
}

/** InstallPage fetches a descriptor and asks for consent before anything is installed or updated. */
export function InstallPage({ url: given, addonKey, room, relayState }: Props) {
  const { api, may } = useWorkspace();
  const entry = useLoad(`directory ${addonKey}`, async () =>
    given === "" && addonKey !== "" ? await api.directoryEntry(addonKey) : null,
  );
  const url = given || (entry.value?.descriptor ?? "");
  const rooms = useLoad("install rooms", async () =>
    may.value.manage_integrations ? (await api.rooms()).filter((r) => r.admin && !r.archived) : [],
  );
  const start = rooms.value?.find(
    (r) => r.name.toLowerCase() === room.toLowerCase() || String(r.id) === room,
  );
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Install an add-on" back={start ? `/rooms/addons/${start.id}` : "/chat"}>
        {given === "" && addonKey === "" && (
          <Failure message="The address of the add-on's descriptor is missing from this link." />
        )}
        {url === "" && addonKey !== "" && !entry.error && <Loading what="the directory" />}
        {entry.error && <Failure message={entry.error} onRetry={entry.reload} />}
        {url !== "" && rooms.error && <Failure message={rooms.error} onRetry={rooms.reload} />}
        {!may.value.manage_integrations && (
          <p class="notice">Managing integrations is for administrators of the group here.</p>
        )}
        {url !== "" && rooms.value && may.value.manage_integrations && room !== "" && !start && (
          <Failure message={`You administer no room named “${room}”. Choose another one.`} />
        )}
        {url !== "" && rooms.value && may.value.manage_integrations && (
          <Install url={url} rooms={rooms.value} start={start} relayState={relayState} />
        )}
      </Page>
    </main>
  );
}

interface InstallProps {
  url: string;
  rooms: Room[];
  start: Room | undefined;
  relayState: string;
}

function Install({ url, rooms, start, relayState }: InstallProps) {
  const { api, me } = useWorkspace();
  const [where, setWhere] = useState<number | null>(start?.id ?? (me.admin ? null : (rooms[0]?.id ?? null)));
  const loaded = useLoad(`preview ${url} ${where}`, () => api.preview(url, where));
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  if (!loaded.value) return <Loading what="the add-on's descriptor" />;
  const preview = loaded.value;
  const group = preview.group && me.admin;
  const offered = preview.rooms ? rooms : [];
  if (!group && offered.length === 0) {
    return <Failure message="This add-on cannot be installed in any place that you administer." />;
  }
  const allowed = where === null ? group : offered.some((r) => r.id === where);
  if (!allowed) setWhere(group ? null : (offered[0]?.id ?? null)); // shown anew with a place that the add-on allows
  return (
    <Consent preview={preview} inRoom={where !== null}>
      {preview.update && <UpdateNote update={preview.update} />}
      <Place where={where} group={group} rooms={offered} onChange={setWhere} />
      <Decision preview={preview} where={where} relayState={relayState} />
    </Consent>
  );
}

/** UpdateNote says what agreeing changes where the add-on is already. */
function UpdateNote({ update }: { update: Update }) {
  if (!update.changed) {
    return <p class="notice">It is installed there already, just as it is. Installing it again renews it.</p>;
  }
  return (
    <p class="notice" role="status">
      It is installed there already, and this is an update.{" "}
      {update.added_scopes.length === 0 ? (
        "It asks for no more than before."
      ) : (
        <>
          New is: <strong>{update.added_scopes.join(", ")}</strong>.
        </>
      )}
    </p>
  );
}

interface PlaceProps {
  where: number | null;
  group: boolean;
  rooms: Room[];
  onChange: (where: number | null) => void;
}

function Place({ where, group, rooms, onChange }: PlaceProps) {
  return (
    <Select
      label="Install in"
      value={where === null ? "" : String(where)}
      onInput={(id) => onChange(id === "" ? null : Number(id))}
    >
      {group && <option value="">The whole group</option>}
      {rooms.map((r) => (
        <option key={r.id} value={String(r.id)}>
          {r.name}
        </option>
      ))}
    </Select>
  );
}

interface DecisionProps {
  preview: Preview;
  where: number | null;
  relayState: string;
}

function Decision({ preview, where, relayState }: DecisionProps) {
  const { api } = useWorkspace();
  const action = useAction();
  const page = where === null ? "/admin/addons" : `/rooms/addons/${where}`;
  const agree = () =>
    action.run(async () => {
      const made = await api.install(preview.preview, where, relayState);
      // The page's policy does not know a new add-on's frames yet: it is loaded anew.
      if (made.open) location.assign(made.open);
      else if (made.configurable) location.assign(addonPage(made.key, where));
      else navigate(page, true);
    });
  const verb = preview.update ? "update" : "install";
  return (
    <>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <a class="button" href={page}>
          Cancel
        </a>
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={() => void agree()}
        >
          {action.busy ? "Asking the add-on…" : `Allow and ${verb}`}
        </button>
      </div>
    </>
  );
}

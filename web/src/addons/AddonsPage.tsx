import { useState } from "preact/hooks";
import type { Room } from "../api/types";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { Empty, Failure, Loading, Page } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { Directory } from "./Directory";
import { Installed } from "./Installed";
import { MetAddons } from "./MetAddons";

/** AddonsPage lists the add-ons of a room, and installs more. */
export function AddonsPage({ roomId }: { roomId: number | null }) {
  const { api, me, may } = useWorkspace();
  const room = useLoad(`room ${roomId}`, async () => (roomId === null ? null : await api.room(roomId)));
  const met = { roomId, title: "What add-ons see and do here" };
  const where = roomId === null ? "the group" : (room.value?.name ?? "the room");
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title={`Add-ons of ${where}`} back={roomId === null ? "/chat" : `/chat/room/${roomId}`}>
        {room.error && <Failure message={room.error} onRetry={room.reload} />}
        {roomId === null && (me.admin ? <Addons roomId={null} /> : <MetAddons {...met} />)}
        {room.value?.admin && !may.value.manage_integrations && (
          <p class="notice">Managing integrations is for administrators of the group here.</p>
        )}
        {room.value &&
          (room.value.admin && may.value.manage_integrations ? (
            <RoomAddons room={room.value} />
          ) : (
            <MetAddons {...met} />
          ))}
      </Page>
    </main>
  );
}

/** RoomAddons are a room's own add-ons, and below them the group's, which are there as well. */
function RoomAddons({ room }: { room: Room }) {
  return (
    <>
      <Addons roomId={room.id} room={room.name} />
      <MetAddons roomId={room.id} title="For the whole group, and so here as well" group />
    </>
  );
}

/** Addons are those of a room, or of the whole group, and the ways to more. */
export function Addons({ roomId, room = "" }: { roomId: number | null; room?: string }) {
  const { api } = useWorkspace();
  const installed = useLoad(`installations ${roomId}`, () => api.installations(roomId));
  return (
    <>
      <p class="lead">
        An add-on listens to {roomId === null ? "all rooms" : "this room"} and answers, within the rights that
        you grant it. Install one with the address of its descriptor.
      </p>
      <InstallForm room={room} />
      <h2 class="list-title">Installed</h2>
      {installed.error && <Failure message={installed.error} onRetry={installed.reload} />}
      {!installed.value && !installed.error && <Loading what="add-ons" />}
      {installed.value?.length === 0 && <Empty title="None yet." />}
      {installed.value && installed.value.length > 0 && (
        <Installed installations={installed.value} onChanged={installed.reload} />
      )}
      <Directory room={room} />
    </>
  );
}

/** InstallForm leads from a descriptor's address to the consent. */
export function InstallForm({ room }: { room: string }) {
  const [url, setUrl] = useState("");
  return (
    <form
      class="panel"
      onSubmit={(e) => {
        e.preventDefault();
        const query = new URLSearchParams({ url: url.trim(), ...(room ? { room } : {}) });
        navigate(`/addons/install?${query}`);
      }}
    >
      <Field
        label="Descriptor URL"
        type="url"
        required
        value={url}
        onInput={setUrl}
        placeholder="https://addon.example.com/capabilities.json"
        autocomplete="off"
        hint="You will see what it asks for before anything is installed."
      />
      <div class="actions">
        <button type="submit" class="button button-primary">
          Continue
        </button>
      </div>
    </form>
  );
}

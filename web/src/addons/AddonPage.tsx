import { useEffect } from "preact/hooks";
import type { Addon } from "../api/addontypes";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Failure, Loading, Page } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { updatePage } from "./Installed";
import { AddonFrames } from "./later";
import { OwnHost } from "./OwnHost";
import { PowersList } from "./PowersList";

interface Props {
  /** The add-on's key. */
  addonKey: string;
  roomId: number | null;
  /** Somebody is to agree to its newer descriptor. */
  update: boolean;
}

/** AddonPage is an installed add-on: who it is, and its own pages in which it is configured. spec: connect-js, 9.7 */
export function AddonPage({ addonKey, roomId, update }: Props) {
  const { api } = useWorkspace();
  const found = useLoad(`addon ${addonKey} ${roomId}`, () => api.addon(addonKey, roomId));
  const addon = found.value;
  const leaving = update && addon?.managed;
  useEffect(() => {
    if (addon && leaving) navigate(updatePage(addon), true);
  }, [addon, leaving]);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title={addon?.name ?? "Add-on"} back={backOf(roomId, addon?.managed ?? false)}>
        {found.error && <Failure message={found.error} onRetry={found.reload} />}
        {!addon && !found.error && <Loading what="the add-on" />}
        {addon && !leaving && (
          <>
            <OwnHost name={addon.name} host={addon.own_host} />
            {addon.pages.length > 0 && <AddonFrames addon={addon} roomId={roomId} />}
            <About addon={addon} />
          </>
        )}
      </Page>
    </main>
  );
}

/** backOf leads to the list of add-ons for who looks after them, else to the chat. */
function backOf(roomId: number | null, managed: boolean): string {
  if (roomId === null) return managed ? "/admin/addons" : "/chat";
  return managed ? `/rooms/addons/${roomId}` : `/chat/room/${roomId}`;
}

/** About is who an add-on is, and in plain words what it sees and does here. */
function About({ addon: a }: { addon: Addon }) {
  return (
    <section class="panel consent" aria-label={`About ${a.name}`}>
      {a.description && (
        <p dir="auto" class="wrap">
          {a.description}
        </p>
      )}
      <p class="list-note wrap" dir="auto">
        {a.vendor && `By ${a.vendor.name}. `}
        {a.room_id === null ? "Installed for the whole group. " : "Installed in this room. "}
        {a.disabled && "It is disabled: it sees and does nothing now. "}
        {a.homepage && (
          <a href={a.homepage} target="_blank" rel="noopener noreferrer">
            Home page
          </a>
        )}
      </p>
      <PowersList scopes={a.scopes} powers={a.powers} inRoom={a.room_id !== null} />
    </section>
  );
}

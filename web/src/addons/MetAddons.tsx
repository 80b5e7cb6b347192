import type { MetAddon } from "../api/addontypes";
import { useWorkspace } from "../state/workspace";
import { Avatar } from "../ui/Avatar";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { addonPage } from "./Installed";

interface Props {
  roomId: number | null;
  title: string;
  /** Leaves out what is the room's own. */
  group?: boolean;
}

/** MetAddons lists the add-ons that people meet, each with the way to what it sees and does. */
export function MetAddons({ roomId, title, group = false }: Props) {
  const { api } = useWorkspace();
  const met = useLoad(`met addons ${roomId}`, () => api.addons(roomId));
  const shown = met.value?.filter((a) => !group || a.room_id === null);
  if (group && shown?.length === 0) return null;
  return (
    <section>
      <h2 class="list-title">{title}</h2>
      {met.error && <Failure message={met.error} onRetry={met.reload} />}
      {!shown && !met.error && <Loading what="add-ons" />}
      {shown?.length === 0 && <Empty title="None yet." />}
      <ul class="list">
        {shown?.map((a) => (
          <Met key={a.key} addon={a} roomId={roomId} />
        ))}
      </ul>
    </section>
  );
}

function Met({ addon: a, roomId }: { addon: MetAddon; roomId: number | null }) {
  return (
    <li class="list-item">
      <Avatar name={a.name} square />
      <div class="list-main">
        <p class="list-name">
          <a href={addonPage(a.key, roomId)} dir="auto">
            {a.name}
          </a>
          {a.disabled && <span class="badge">Disabled</span>}
        </p>
        <p class="list-note">{a.room_id === null ? "For the whole group" : "In this room"}</p>
      </div>
    </li>
  );
}

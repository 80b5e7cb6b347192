import { useEffect, useState } from "preact/hooks";
import { ago } from "../text/ago";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Select } from "../ui/Select";
import { Empty } from "../ui/states";
import { type RoomFilter, type RoomSummary, rooms } from "./adminapi";
import { MoreBelow } from "./MoreBelow";
import { Pages } from "./pages";
import { RoomAdmin } from "./RoomAdmin";
import type { SectionProps } from "./sections";
import { useTyped } from "./useTyped";

/** Rooms lists all rooms, or shows the one that the address names. spec: product, 10.1 */
export function Rooms({ rest }: SectionProps) {
  if (/^\d{1,15}$/.test(rest)) return <RoomAdmin key={rest} id={Number(rest)} />;
  return <RoomList />;
}

function RoomList() {
  const [pages] = useState(
    () => new Pages<RoomSummary, RoomFilter>((filter, cursor) => rooms.list(filter, cursor)),
  );
  const typed = useTyped();
  const [state, setState] = useState("active");
  const [privacy, setPrivacy] = useState("");
  const filter = { text: typed.settled, state, privacy };
  useEffect(() => void pages.run(filter), [JSON.stringify(filter)]);
  return (
    <>
      <div class="filters" role="search" aria-label="Rooms">
        <Field label="Find" value={typed.text} onInput={typed.setText} autocomplete="off" dir="auto" />
        <Select label="State" value={state} onInput={setState}>
          <option value="active">Active</option>
          <option value="archived">Archived</option>
          <option value="">All</option>
        </Select>
        <Select label="Privacy" value={privacy} onInput={setPrivacy}>
          <option value="">All</option>
          <option value="public">Open</option>
          <option value="private">Private</option>
        </Select>
      </div>
      {pages.answered.value && pages.items.value.length === 0 && <Empty title="No room like that." />}
      <ul class="list" aria-label="Rooms">
        {pages.items.value.map((r) => (
          <Row key={r.id} room={r} />
        ))}
      </ul>
      <MoreBelow pages={pages} what="rooms" />
    </>
  );
}

function Row({ room: r }: { room: RoomSummary }) {
  return (
    <li class="list-item">
      <span class="room-kind">
        <Icon name={r.privacy === "private" ? "lock" : "hash"} />
      </span>
      <div class="list-main">
        <p>
          <a class="list-name" href={`/admin/rooms/${r.id}`} dir="auto">
            {r.name}
          </a>
          {r.archived && <span class="badge">archived</span>}
          {r.guest_access && <span class="badge">guests</span>}
        </p>
        <p class="list-note" dir="auto">
          {r.owner_name ? `Owned by ${r.owner_name}` : "Owned by nobody"} · {counted(r)}
          {r.topic && ` · ${r.topic}`}
        </p>
      </div>
      <p class="list-note list-aside">{quiet(r)}</p>
    </li>
  );
}

const numbers = new Intl.NumberFormat();

/** counted says how many are in a room and how much was said. */
export function counted(r: RoomSummary): string {
  const messages = r.messages === 1 ? "1 message" : `${numbers.format(r.messages)} messages`;
  if (r.privacy === "private") return `${r.members} ${r.members === 1 ? "member" : "members"} · ${messages}`;
  return `open in ${r.participants} ${r.participants === 1 ? "list" : "lists"} · ${messages}`;
}

/** quiet says since when nothing was said. */
export function quiet(r: RoomSummary): string {
  return r.last_active ? ago(r.last_active, new Date()) : "nothing said";
}

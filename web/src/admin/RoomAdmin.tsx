import { useState } from "preact/hooks";
import { navigate } from "../router";
import { shortTime } from "../text/time";
import { Confirm } from "../ui/Confirm";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { type RoomInFull, rooms } from "./adminapi";
import { DeleteRoomDialog } from "./DeleteRoomDialog";
import { GiveRoomDialog } from "./GiveRoomDialog";
import { RoomHistory } from "./RoomHistory";
import { RoomRetention } from "./RoomRetention";
import { counted } from "./Rooms";

/** RoomAdmin is one room as administrators see it: who owns it, who belongs to it, what was said. */
export function RoomAdmin({ id }: { id: number }) {
  const room = useLoad(`room ${id}`, () => rooms.find(id));
  const r = room.value;
  return (
    <>
      <p>
        <a href="/admin/rooms">All rooms</a>
      </p>
      {room.error && <Failure message={room.error} onRetry={room.reload} />}
      {!r && !room.error && <Loading what="the room" />}
      {r && (
        <>
          <Head room={r} />
          <RoomDeeds room={r} onChanged={room.reload} />
          <RoomRetention room={r} onChanged={room.reload} />
          <RoomPeople room={r} />
          <RoomHistory room={r} />
        </>
      )}
    </>
  );
}

function Head({ room: r }: { room: RoomInFull }) {
  return (
    <section class="admin-head" aria-label="Which room">
      <div class="person-name">
        <h2 dir="auto">{r.name}</h2>
        <span class="badge">{r.privacy === "private" ? "private" : "open"}</span>
        {r.archived && <span class="badge">archived</span>}
        {r.guest_access && <span class="badge">guests</span>}
      </div>
      {r.topic && <p dir="auto">{r.topic}</p>}
      <p class="list-note">
        API id {r.id} · since {shortTime(r.created)} · {counted(r)}
        {r.last_active && ` · last said something ${shortTime(r.last_active)}`}
      </p>
      <p class="list-note">
        {r.owner_id === null ? (
          "Owned by nobody"
        ) : (
          <>
            Owned by{" "}
            <a href={`/admin/users/${r.owner_id}`} dir="auto">
              {r.owner_name}
            </a>
          </>
        )}
        {" · "}
        <a href={`/rooms/tokens/${r.id}`}>tokens</a>
        {" · "}
        <a href={`/rooms/addons/${r.id}`}>add-ons</a>
      </p>
    </section>
  );
}

/** RoomDeeds is what can be done to the room. */
function RoomDeeds({ room: r, onChanged }: { room: RoomInFull; onChanged: () => void }) {
  const [asking, setAsking] = useState<"archive" | "delete" | "give">();
  const close = () => setAsking(undefined);
  return (
    <section class="panel" aria-labelledby="room-deeds">
      <h2 id="room-deeds">What can be done</h2>
      <div class="deeds">
        <button type="button" class="button" onClick={() => setAsking("give")}>
          Give to another owner
        </button>
        <button type="button" class="button" onClick={() => setAsking("archive")}>
          {r.archived ? "Unarchive" : "Archive"}
        </button>
        <button type="button" class="button button-danger" onClick={() => setAsking("delete")}>
          Delete
        </button>
      </div>
      {asking === "give" && <GiveRoomDialog room={r} onClose={close} onGiven={onChanged} />}
      {asking === "archive" && (
        <Confirm
          title={r.archived ? "Unarchive the room?" : "Archive the room?"}
          text={
            r.archived
              ? `${r.name} comes back into the lists, and can be written in again.`
              : `Nobody can write in ${r.name} any more, and it leaves the lists. What was said stays.`
          }
          verb={r.archived ? "Unarchive" : "Archive"}
          onClose={close}
          onConfirm={async () => {
            await rooms.update(r.id, { archived: !r.archived });
            onChanged();
          }}
        />
      )}
      {asking === "delete" && (
        <DeleteRoomDialog room={r} onClose={close} onDeleted={() => navigate("/admin/rooms", true)} />
      )}
    </section>
  );
}

const shownPeople = 500;

function RoomPeople({ room: r }: { room: RoomInFull }) {
  const listed = new Set(r.people.map((u) => u.id));
  const all = [
    ...r.people.map((u) => ({ ...u, note: u.role === "room_admin" ? "administers it" : "member" })),
    ...r.present
      .filter((u) => !listed.has(u.id))
      .map((u) => ({ ...u, note: u.guest ? "guest" : "in it now" })),
  ].slice(0, shownPeople);
  return (
    <section class="panel" aria-labelledby="room-people">
      <h2 id="room-people">Who belongs to it</h2>
      {all.length === 0 && <p class="list-note">Nobody.</p>}
      <ul class="room-people">
        {all.map((u) => (
          <li key={u.id}>
            {u.guest ? (
              <span dir="auto">{u.name}</span>
            ) : (
              <a href={`/admin/users/${u.id}`} dir="auto">
                {u.name}
              </a>
            )}{" "}
            <span class="list-note">{u.note}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

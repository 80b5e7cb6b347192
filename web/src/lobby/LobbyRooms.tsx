import type { Room } from "../api/types";
import { shortTime } from "../text/time";
import { Icon } from "../ui/Icon";
import { More, usePortion } from "../ui/portion";

/** LobbyRooms lists the rooms that were looked for, those in use first. Opening one joins it. */
export function LobbyRooms({ rooms, word }: { rooms: Room[]; word: string }) {
  const { compare } = new Intl.Collator();
  const sorted = [...rooms].sort(
    (a, b) => Number(a.archived) - Number(b.archived) || compare(a.name, b.name),
  );
  const { shown, left, more } = usePortion(sorted, word);
  return (
    <section aria-labelledby="lobby-rooms">
      <h2 id="lobby-rooms" class="list-title">
        Rooms
      </h2>
      <ul class="list">
        {shown.map((r) => (
          <li key={r.id} class="list-item">
            <span class="room-kind" role="img" aria-label={r.privacy === "private" ? "Private" : "Open"}>
              <Icon name={r.privacy === "private" ? "lock" : "hash"} />
            </span>
            <div class="list-main">
              <a class="list-name" href={`/chat/room/${r.id}`} dir="auto">
                {r.name}
              </a>
              <p class="list-note" dir="auto">
                {r.archived && "Archived. "}
                {r.topic || (r.last_active ? `Last active ${shortTime(r.last_active)}` : "Nothing said yet")}
              </p>
            </div>
            <a
              class={r.joined ? "button" : "button button-primary"}
              href={`/chat/room/${r.id}`}
              aria-label={`${r.joined ? "Open" : "Join"} ${r.name}`}
            >
              {r.joined ? "Open" : "Join"}
            </a>
          </li>
        ))}
      </ul>
      <More of="rooms" left={left} onClick={more} />
    </section>
  );
}

import type { Placed } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";

/** Where names the room or the person where something was said. */
export function Where({ of }: { of: Pick<Placed, "room" | "user"> }) {
  const { room } = of;
  return (
    <span class="result-where" dir="auto">
      <Icon name={room ? (room.privacy === "private" ? "lock" : "hash") : "people"} />
      {nameOfPlace(of)}
    </span>
  );
}

/** WayThere leads to what was said, in its place. */
export function WayThere({ to, children }: { to: Placed; children: string }) {
  const workspace = useWorkspace();
  const { event, room, user } = to;
  // A reply stands in its thread only, which opens beside the message that it began with.
  const leads = event.thread && !event.to_room ? event.thread : event.id;
  const path = room ? `/chat/room/${room.id}` : `/chat/user/${user?.id ?? 0}`;
  return (
    <a
      href={`${path}?m=${encodeURIComponent(leads)}`}
      aria-label={`${children} in ${nameOfPlace(to)}`}
      onClick={() => leads !== event.id && workspace.openThread(event)}
    >
      {children}
    </a>
  );
}

function nameOfPlace({ room, user }: Pick<Placed, "room" | "user">): string {
  return room?.name ?? user?.name ?? "";
}

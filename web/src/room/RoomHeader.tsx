import { useState } from "preact/hooks";
import type { Conversation, Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { Bell } from "./Bell";
import { KeepButton } from "./KeepButton";
import { RoomMenu } from "./RoomMenu";
import { StarButton } from "./StarButton";
import { Topic } from "./Topic";

/** RoomHeader is a room's name, topic and ways to its other pages. */
export function RoomHeader({ conversation, room }: { conversation: Conversation; room: Room }) {
  const { details } = useWorkspace();
  const [menu, setMenu] = useState(false);
  const here = details.value?.id === room.id ? details.value.participants.length : undefined;
  const hidden = room.privacy === "private";
  return (
    <header class="room-head">
      <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
        <Icon name="back" />
      </a>
      <div class="room-title">
        <h1>
          <span class="room-kind" role="img" aria-label={hidden ? "Private room" : "Open room"}>
            <Icon name={hidden ? "lock" : "hash"} />
          </span>
          <bdi class="room-name">{room.name}</bdi>
        </h1>
        <Topic room={room} />
      </div>
      {here !== undefined && (
        <span class="room-count" title={`${here} in the room now`}>
          <Icon name="people" />
          <span aria-hidden="true">{here}</span>
          <span class="visually-hidden">{here} in the room now</span>
        </span>
      )}
      {room.admin && (
        <>
          <a
            class="button room-link"
            href={`/rooms/tokens/${room.id}`}
            aria-label="Integrate"
            title="Integrate"
          >
            <Icon name="plug" />
            <span>Integrate</span>
          </a>
          <a class="button room-link" href={`/rooms/addons/${room.id}`} aria-label="Add-ons" title="Add-ons">
            <Icon name="puzzle" />
            <span>Add-ons</span>
          </a>
        </>
      )}
      <StarButton conversation={conversation} />
      <KeepButton conversation={conversation} />
      <Bell conversation={conversation} />
      <button type="button" class="button-icon" aria-label="Room settings" onClick={() => setMenu(true)}>
        <Icon name="more" />
      </button>
      {menu && <RoomMenu conversation={conversation} room={room} onClose={() => setMenu(false)} />}
    </header>
  );
}

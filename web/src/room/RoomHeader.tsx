import { useState } from "preact/hooks";
import type { Conversation, Room } from "../api/types";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import type { MenuItem } from "../ui/Menu";
import { Bell, Levels, levelItem } from "./Bell";
import { HeaderMenu } from "./HeaderMenu";
import { KeepButton } from "./KeepButton";
import { RoomMenu } from "./RoomMenu";
import { StarButton, starItem } from "./StarButton";
import { Topic } from "./Topic";

/** RoomHeader is a room's name, topic and ways to its other pages. */
export function RoomHeader({ conversation, room }: { conversation: Conversation; room: Room }) {
  const { details, settings, stars } = useWorkspace();
  const [open, setOpen] = useState<"levels" | "settings">();
  const close = () => setOpen(undefined);
  const level = settings.level(conversation.id);
  const leads: MenuItem[] = [
    {
      key: "tokens",
      label: "Integrate",
      icon: "plug",
      onPick: () => navigate(`/rooms/tokens/${room.id}`),
    },
    { key: "addons", label: "Add-ons", icon: "puzzle", onPick: () => navigate(`/rooms/addons/${room.id}`) },
  ];
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
      <Bell level={level} onOpen={() => setOpen("levels")} />
      <button
        type="button"
        class="button-icon wide-only"
        aria-label="Room settings"
        onClick={() => setOpen("settings")}
      >
        <Icon name="more" />
      </button>
      <HeaderMenu
        items={[
          starItem(stars, conversation.id),
          levelItem(level, () => setOpen("levels")),
          ...(room.admin ? leads : []),
          { key: "settings", label: "Room settings", icon: "sliders", onPick: () => setOpen("settings") },
        ]}
      />
      {open === "levels" && <Levels conversation={conversation} onClose={close} />}
      {open === "settings" && <RoomMenu conversation={conversation} room={room} onClose={close} />}
    </header>
  );
}

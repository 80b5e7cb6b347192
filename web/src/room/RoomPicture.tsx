import type { Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { PictureField } from "../ui/PictureField";

/** RoomPicture shows and changes a room's picture. */
export function RoomPicture({ room }: { room: Room }) {
  const { api, conversations } = useWorkspace();
  const show = (changed: Room) => conversations.change(room.conversation, (c) => ({ ...c, room: changed }));
  return (
    <PictureField
      label="Picture of the room"
      field="avatar"
      name={room.name}
      square
      picture={room.avatar}
      onChoose={async (picture) => show(await api.setRoomAvatar(room.id, picture))}
      onRemove={async () => show(await api.deleteRoomAvatar(room.id))}
    />
  );
}

import { useRef } from "preact/hooks";
import type { Room } from "../api/types";
import { base64 } from "../settings/base64";
import { useWorkspace } from "../state/workspace";
import { Avatar } from "../ui/Avatar";
import { useAction } from "../ui/useAction";

/** RoomPicture shows and changes a room's picture. */
export function RoomPicture({ room }: { room: Room }) {
  const { api, conversations } = useWorkspace();
  const action = useAction("avatar");
  const input = useRef<HTMLInputElement>(null);
  const take = (work: () => Promise<Room>) =>
    void action.run(async () => {
      const changed = await work();
      conversations.change(room.conversation, (c) => ({ ...c, room: changed }));
    });
  const choose = (file: File | undefined) => {
    if (file) take(async () => api.setRoomAvatar(room.id, await base64(file)));
  };
  const error = action.fieldError("avatar") ?? action.error;
  return (
    <div class="photo photo-small">
      <Avatar name={room.name} square photo={room.avatar} />
      <div>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/gif"
          hidden
          aria-label="Picture of the room"
          onChange={(e) => choose(e.currentTarget.files?.[0])}
        />
        <button type="button" class="button" disabled={action.busy} onClick={() => input.current?.click()}>
          Choose a picture…
        </button>{" "}
        {room.avatar && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            onClick={() => take(() => api.deleteRoomAvatar(room.id))}
          >
            Remove it
          </button>
        )}
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

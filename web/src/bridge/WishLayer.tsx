import { CreateRoom } from "../lobby/CreateRoom";
import { useWorkspace } from "../state/workspace";
import { later } from "../ui/later";

const InvitePeople = later("the people", async () => (await import("../room/InvitePeople")).InvitePeople);

/** WishLayer shows what an add-on would like the reader to do, filled in, for them to agree to. */
export function WishLayer() {
  const workspace = useWorkspace();
  const wish = workspace.wish.value;
  const onClose = () => {
    workspace.wish.value = undefined;
  };
  if (wish?.what === "create") return <CreateRoom start={wish} onClose={onClose} />;
  const room = wish?.what === "invite" ? workspace.conversations.byRoom(wish.room)?.room : undefined;
  return room && wish?.what === "invite" ? (
    <InvitePeople room={room} start={wish.people} onClose={onClose} />
  ) : null;
}

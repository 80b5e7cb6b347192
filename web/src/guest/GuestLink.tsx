import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Failure, Loading } from "../ui/states";

/** GuestLink leads who has an account to the room itself. */
export function GuestLink({ token }: { token: string }) {
  const { api } = useWorkspace();
  const [error, setError] = useState<string>();
  useEffect(() => {
    api.guestRoom(token).then(
      (room) => navigate(`/chat/room/${room.id}`, true),
      (err) => setError(messageOf(err)),
    );
  }, [token]);
  return (
    <main class="main" id="main" tabIndex={-1}>
      {error ? <Failure message={error} /> : <Loading what="the room" />}
    </main>
  );
}

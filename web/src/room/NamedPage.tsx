import { useEffect } from "preact/hooks";
import { personNamed, roomNamed } from "../bridge/calls/targets";
import { type Module, navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";

interface Props {
  what: "room" | "user";
  name: string;
  module: Module | undefined;
}

/** NamedPage leads on to the room or the person of a name. spec: connect-js, 9.8 */
export function NamedPage({ what, name, module }: Props) {
  const { api, conversations, people } = useWorkspace();
  const living = async () => (await api.users()).filter((u) => !u.deleted);
  const found = useLoad(`${what} ${name}`, async () => {
    if (what === "user")
      return (personNamed(people.active, name) ?? personNamed(await living(), name))?.id ?? 0;
    const known = conversations.rooms.value.flatMap((c) => c.room ?? []);
    return (roomNamed(known, name) ?? roomNamed(await api.rooms(), name))?.id ?? 0;
  });
  const id = found.value;
  useEffect(() => {
    if (!id) return;
    const target = module && new URLSearchParams({ target: `${module.addon}:${module.key}` });
    navigate(`/chat/${what}/${id}${target ? `?${target}` : ""}`, true);
  }, [id]);
  return (
    <main class="main" id="main" tabIndex={-1}>
      {found.error && <Failure message={found.error} onRetry={found.reload} />}
      {id === undefined && !found.error && <Loading what={name} />}
      {id === 0 && (
        <Empty title={`There is ${what === "room" ? "no room" : "nobody"} called ${name} here.`}>
          <a class="button" href="/chat/lobby">
            Go to the lobby
          </a>
        </Empty>
      )}
    </main>
  );
}

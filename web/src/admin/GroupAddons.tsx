import { InstallForm } from "../addons/AddonsPage";
import { Directory } from "../addons/Directory";
import { everywhere } from "../addons/everywhere";
import { Installed } from "../addons/Installed";
import type { Installation } from "../api/addontypes";
import { useWorkspace } from "../state/workspace";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";

/** GroupAddons are the add-ons of the whole group and of every room, and the ways to more. */
export function GroupAddons() {
  const { api } = useWorkspace();
  const loaded = useLoad("add-ons everywhere", async () => {
    const [addons, rooms] = await Promise.all([everywhere(api), api.rooms()]);
    return { addons, rooms: new Map(rooms.map((r) => [r.id, r.name])) };
  });
  const addons = loaded.value?.addons ?? [];
  const group = addons.filter((a) => a.room_id === null);
  return (
    <>
      <p class="lead">
        An add-on of the group listens to all rooms and answers, within the rights that you grant it; one of a
        room to that room alone. Install one for the group with the address of its descriptor, or from the
        directory.
      </p>
      <InstallForm room="" />
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      {!loaded.value && !loaded.error && <Loading what="add-ons" />}
      {loaded.value && (
        <>
          <h2 class="list-title">Of the whole group</h2>
          {group.length === 0 ? (
            <Empty title="None yet." />
          ) : (
            <Installed installations={group} onChanged={loaded.reload} overseen />
          )}
          <OfRooms
            addons={addons.filter((a) => a.room_id !== null)}
            rooms={loaded.value.rooms}
            onChanged={loaded.reload}
          />
        </>
      )}
      <Directory room="" />
    </>
  );
}

interface OfRoomsProps {
  addons: Installation[];
  rooms: Map<number, string>;
  onChanged: () => void;
}

function OfRooms({ addons, rooms, onChanged }: OfRoomsProps) {
  const ids = [...new Set(addons.map((a) => a.room_id ?? 0))];
  const name = (id: number) => rooms.get(id) ?? `Room ${id}`;
  return (
    <>
      {ids
        .sort((a, b) => name(a).localeCompare(name(b)))
        .map((id) => (
          <section key={id} aria-labelledby={`addons-${id}`}>
            <h2 class="list-title" id={`addons-${id}`}>
              In <a href={`/rooms/addons/${id}`}>{name(id)}</a>
            </h2>
            <Installed
              installations={addons.filter((a) => a.room_id === id)}
              onChanged={onChanged}
              overseen
            />
          </section>
        ))}
    </>
  );
}

import { useState } from "preact/hooks";
import { NewPerson } from "../people/later";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { CreateRoom } from "./CreateRoom";
import { LobbyPeople } from "./LobbyPeople";
import { LobbyRooms } from "./LobbyRooms";

type Filter = "all" | "rooms" | "people";
const filters: [Filter, string][] = [
  ["all", "All"],
  ["rooms", "Rooms"],
  ["people", "People"],
];

/** Lobby is every room and person, to find, open and join. */
export function Lobby() {
  const { api, conversations, people, may } = useWorkspace();
  const joined = conversations.rooms.value.map((c) => c.room?.id).join();
  const rooms = useLoad(`rooms ${joined}`, () => api.rooms());
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const [dialog, setDialog] = useState<"room" | "person">();
  const word = text.trim().toLowerCase();
  const foundRooms = (rooms.value ?? []).filter((r) => `${r.name} ${r.topic}`.toLowerCase().includes(word));
  const foundPeople = people.active.filter((u) =>
    `${u.name} ${u.mention_name} ${u.title}`.toLowerCase().includes(word),
  );
  const nothing =
    (filter === "people" || (rooms.value && foundRooms.length === 0)) &&
    (filter === "rooms" || foundPeople.length === 0);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <header class="room-head">
        <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
          <Icon name="back" />
        </a>
        <div class="room-title">
          <h1>Lobby</h1>
        </div>
        {may.value.invite_people && (
          <button
            type="button"
            class="button"
            aria-label="Invite a person"
            onClick={() => setDialog("person")}
          >
            Invite<span class="wide-only"> a person</span>
          </button>
        )}
        {may.value.create_rooms && (
          <button
            type="button"
            class="button button-primary"
            aria-label="Create a room"
            onClick={() => setDialog("room")}
          >
            Create<span class="wide-only"> a room</span>
          </button>
        )}
      </header>
      <div class="lobby">
        <div class="lobby-tools">
          <input
            class="input"
            type="search"
            aria-label="Find a room or person"
            placeholder="Find a room or person"
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
          <fieldset class="choices choices-inline">
            <legend class="visually-hidden">Show</legend>
            {filters.map(([v, label]) => (
              <label key={v} class="choice">
                <input type="radio" name="filter" checked={filter === v} onChange={() => setFilter(v)} />
                <span>{label}</span>
              </label>
            ))}
          </fieldset>
        </div>
        {rooms.error && <Failure message={rooms.error} onRetry={rooms.reload} />}
        {!rooms.value && !rooms.error && <Loading what="rooms" />}
        {nothing && <Empty title={word ? `Nothing matches “${text.trim()}”.` : "Nothing here yet."} />}
        {filter !== "people" && foundRooms.length > 0 && <LobbyRooms rooms={foundRooms} word={word} />}
        {filter !== "rooms" && foundPeople.length > 0 && <LobbyPeople users={foundPeople} word={word} />}
      </div>
      {dialog === "room" && <CreateRoom onClose={() => setDialog(undefined)} />}
      {dialog === "person" && <NewPerson onClose={() => setDialog(undefined)} />}
    </main>
  );
}

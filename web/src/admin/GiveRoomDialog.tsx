import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Empty } from "../ui/states";
import { useAction } from "../ui/useAction";
import { type Person, type PersonFilter, people, type RoomSummary, rooms } from "./adminapi";
import { MoreBelow } from "./MoreBelow";
import { Pages } from "./pages";
import { useTyped } from "./useTyped";

interface Props {
  room: RoomSummary;
  onClose: () => void;
  onGiven: () => void;
}

/** GiveRoomDialog finds the next owner of a room. */
export function GiveRoomDialog({ room: r, onClose, onGiven }: Props) {
  const action = useAction();
  const typed = useTyped();
  const [pages] = useState(
    () => new Pages<Person, PersonFilter>((filter, cursor) => people.list(filter, cursor)),
  );
  useEffect(() => void pages.run({ text: typed.settled, state: "active" }), [typed.settled]);
  const others = pages.items.value.filter((p) => p.id !== r.owner_id);
  const give = (to: Person) =>
    action.run(async () => {
      await rooms.give(r.id, to.id);
      onGiven();
      onClose();
    });
  return (
    <Dialog title={`Who is to own ${r.name}?`} onClose={onClose}>
      <Field label="Find" value={typed.text} onInput={typed.setText} autocomplete="off" dir="auto" />
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      {pages.answered.value && others.length === 0 && <Empty title="Nobody like that." />}
      <ul class="give-list">
        {others.map((p) => (
          <li key={p.id} class="list-item">
            <div class="list-main">
              <p class="list-name" dir="auto">
                {p.name}
              </p>
              <p class="list-note" dir="auto">
                @{p.mention_name}
              </p>
            </div>
            <button
              type="button"
              class="button"
              disabled={action.busy}
              aria-label={`Give to ${p.name}`}
              onClick={() => void give(p)}
            >
              Give
            </button>
          </li>
        ))}
      </ul>
      <MoreBelow pages={pages} what="people" />
    </Dialog>
  );
}

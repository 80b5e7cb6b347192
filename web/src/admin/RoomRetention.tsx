import { useState } from "preact/hooks";
import { Confirm } from "../ui/Confirm";
import { useAction } from "../ui/useAction";
import { group, type RoomInFull, rooms } from "./adminapi";
import { daysText, goingText, type Keeping, keepingOf, shorter } from "./days";
import { Saved } from "./Saved";

const choices: [Keeping, string][] = [
  ["group", "As long as the group says"],
  ["ever", "For ever"],
  ["days", "For a number of days"],
];

/** RoomRetention says how long what is said in a room is kept, whatever the group says. */
export function RoomRetention({ room: r, onChanged }: { room: RoomInFull; onChanged: () => void }) {
  const action = useAction("days");
  const [keeping, setKeeping] = useState(keepingOf(r.keep_days));
  const [draft, setDraft] = useState(daysText(r.keep_days ?? 0));
  const [saved, setSaved] = useState(false);
  const [asking, setAsking] = useState<{ days: number; events: number }>();
  const keep = async (days: number | null) => {
    await rooms.keep(r.id, days);
    setSaved(true);
    onChanged();
  };
  const save = () =>
    action.run(async () => {
      setSaved(false);
      if (keeping !== "days") return keep(keeping === "ever" ? 0 : null);
      const days = Number(draft);
      const events = r.keep_days === null || shorter(r.keep_days, days) ? await group.oldIn(days, r.id) : 0;
      if (events === 0) await keep(days);
      else setAsking({ days, events });
    });
  return (
    <form
      class="panel"
      aria-labelledby="room-keep"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <h2 id="room-keep">How long it is kept</h2>
      <fieldset class="choices-down">
        <legend class="visually-hidden">What is said here is kept</legend>
        {choices.map(([value, label]) => (
          <label key={value} class="option">
            <input
              type="radio"
              name="keeping"
              checked={keeping === value}
              onChange={() => {
                setSaved(false);
                setKeeping(value);
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {keeping === "days" && (
        <div class="fields fields-short">
          <div class="field">
            <label for="room-days">Days</label>
            <input
              id="room-days"
              type="number"
              min={1}
              max={36525}
              step={1}
              required
              value={draft}
              aria-invalid={action.fieldError("days") ? "true" : undefined}
              onInput={(e) => {
                setSaved(false);
                setDraft(e.currentTarget.value);
              }}
            />
            {action.fieldError("days") && (
              <p class="field-error" role="alert">
                {action.fieldError("days")}
              </p>
            )}
          </div>
        </div>
      )}
      <Saved action={action} saved={saved} />
      {asking && (
        <Confirm
          title="Delete what is older?"
          text={goingText(asking.events)}
          verb="Delete it"
          onClose={() => setAsking(undefined)}
          onConfirm={() => keep(asking.days)}
        />
      )}
    </form>
  );
}

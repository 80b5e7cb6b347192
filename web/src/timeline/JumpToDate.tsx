import { useState } from "preact/hooks";
import { Dialog } from "../ui/Dialog";
import type { Timeline } from "./timeline";

/** JumpToDate leads to what was said first on a day, or after it. */
export function JumpToDate({ timeline }: { timeline: Timeline }) {
  const [day, setDay] = useState(dayBefore(0));
  if (!timeline.dating.value) return null;
  const close = () => {
    timeline.dating.value = false;
  };
  const go = (to: string) => {
    close();
    // Without a zone the browser takes it as the beginning of the reader's own day.
    void timeline.atTime(new Date(`${to}T00:00:00`).toISOString());
  };
  return (
    <Dialog title="Jump to a date" onClose={close}>
      <form
        class="date-form"
        onSubmit={(e) => {
          e.preventDefault();
          if (day !== "") go(day);
        }}
      >
        <input
          class="input"
          type="date"
          aria-label="Date"
          required
          max={dayBefore(0)}
          value={day}
          onInput={(e) => setDay(e.currentTarget.value)}
        />
        <button type="submit" class="button button-primary">
          Go
        </button>
      </form>
      <div class="actions actions-apart">
        {ways.map(([name, days]) => (
          <button key={name} type="button" class="button" onClick={() => go(dayBefore(days))}>
            {name}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

const ways: [string, number][] = [
  ["Yesterday", 1],
  ["A week ago", 7],
  ["A month ago", 30],
  ["The beginning", 365 * 50],
];

/** dayBefore gives the local day so many days ago, as a date field has it. */
function dayBefore(days: number): string {
  const d = new Date();
  d.setDate(d.getDate() - days);
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
}

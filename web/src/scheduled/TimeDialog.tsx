import { useState } from "preact/hooks";
import { Dialog } from "../ui/Dialog";
import { fieldTime, zone } from "./times";

interface Props {
  title: string;
  verb: string;
  /** What it begins with; without it an hour from now. */
  at?: Date;
  onPick: (at: Date) => void;
  onClose: () => void;
}

const hour = 60 * 60_000;
const year = 365 * 24 * hour;

/** TimeDialog asks for a date and a time in the reader's own zone. */
export function TimeDialog({ title, verb, at, onPick, onClose }: Props) {
  const [time, setTime] = useState(() =>
    fieldTime(at && at.getTime() > Date.now() ? at : new Date(Date.now() + hour)),
  );
  const [past, setPast] = useState(false);
  const pick = () => {
    // Without a zone the browser takes it as the reader's own.
    const chosen = new Date(time);
    if (!(chosen.getTime() > Date.now())) {
      setPast(true);
      return;
    }
    onClose();
    onPick(chosen);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="date-form"
        onSubmit={(e) => {
          e.preventDefault();
          pick();
        }}
      >
        <input
          class="input"
          type="datetime-local"
          aria-label="Date and time"
          aria-invalid={past ? "true" : undefined}
          required
          min={fieldTime(new Date())}
          max={fieldTime(new Date(Date.now() + year))}
          value={time}
          onInput={(e) => {
            setPast(false);
            setTime(e.currentTarget.value);
          }}
        />
        <button type="submit" class="button button-primary">
          {verb}
        </button>
      </form>
      {past && (
        <p class="field-error" role="alert">
          Choose a time that is to come.
        </p>
      )}
      <p class="quiet">In your time zone, {zone()}.</p>
    </Dialog>
  );
}

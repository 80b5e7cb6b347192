import { useState } from "preact/hooks";
import { Confirm } from "../ui/Confirm";
import { useAction } from "../ui/useAction";
import { type GroupSettings, group } from "./adminapi";
import { type DayField, daysText, goingText, shorter } from "./days";
import type { PanelProps } from "./Preferences";
import { Saved } from "./Saved";

const fields: { name: DayField; label: string; of?: "rooms" | "direct" }[] = [
  { name: "room_days", label: "What is said in rooms", of: "rooms" },
  { name: "direct_days", label: "What is said in private", of: "direct" },
  { name: "audit_days", label: "The audit log" },
];

/** RetentionPanel says how long things are kept. What a shorter time deletes is counted before it is agreed to. */
export function RetentionPanel({ settings, onChanged }: PanelProps) {
  const action = useAction(...fields.map((f) => f.name));
  const [draft, setDraft] = useState(() => fields.map((f) => daysText(settings[f.name])));
  const [saved, setSaved] = useState(false);
  const [asking, setAsking] = useState<{ patch: Partial<GroupSettings>; text: string }>();
  const keep = async (patch: Partial<GroupSettings>) => {
    onChanged(await group.change(patch));
    setSaved(true);
  };
  const save = () =>
    action.run(async () => {
      setSaved(false);
      const patch = Object.fromEntries(fields.map((f, n) => [f.name, Number(draft[n] || 0)]));
      const going = await Promise.all(
        fields.map(async (f) => {
          const days = patch[f.name] ?? 0;
          return f.of && shorter(settings[f.name], days) ? await group.old(days, f.of) : 0;
        }),
      );
      const events = going.reduce((a, b) => a + b, 0);
      if (events === 0) await keep(patch);
      else {
        setAsking({
          patch,
          text: goingText(events),
        });
      }
    });
  return (
    <form
      class="panel"
      aria-labelledby="retention-title"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <h2 id="retention-title">How long things are kept</h2>
      <p class="field-hint">
        In days; empty is for ever. Files go with the messages that they were shared in. Deletion is final.
      </p>
      <div class="fields fields-short">
        {fields.map((f, n) => (
          <div key={f.name} class="field">
            <label for={`keep-${f.name}`}>{f.label}</label>
            <input
              id={`keep-${f.name}`}
              type="number"
              min={1}
              max={36525}
              step={1}
              placeholder="for ever"
              value={draft[n]}
              aria-invalid={action.fieldError(f.name) ? "true" : undefined}
              onInput={(e) => {
                const text = e.currentTarget.value;
                setSaved(false);
                setDraft(draft.map((d, i) => (i === n ? text : d)));
              }}
            />
            {action.fieldError(f.name) && (
              <p class="field-error" role="alert">
                {action.fieldError(f.name)}
              </p>
            )}
          </div>
        ))}
      </div>
      <Saved action={action} saved={saved} />
      {asking && (
        <Confirm
          title="Delete what is older?"
          text={asking.text}
          verb="Delete it"
          onClose={() => setAsking(undefined)}
          onConfirm={() => keep(asking.patch)}
        />
      )}
    </form>
  );
}

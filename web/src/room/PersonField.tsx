import { useId } from "preact/hooks";
import { useWorkspace } from "../state/workspace";

interface Props {
  label: string;
  /** Their id; 0 for nobody yet. */
  value: number;
  onInput: (id: number) => void;
  error: string | undefined;
}

/** PersonField chooses one of the group's people. */
export function PersonField({ label, value, onInput, error }: Props) {
  const { people, me } = useWorkspace();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(e) => onInput(Number(e.currentTarget.value))}>
        <option value={0}>Choose…</option>
        {people.active
          .filter((u) => u.id !== me.id && !u.guest)
          .map((u) => (
            <option key={u.id} value={u.id}>
              {u.name} (@{u.mention_name})
            </option>
          ))}
      </select>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

import { useWorkspace } from "../state/workspace";
import { Select } from "../ui/Select";

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
  return (
    <Select label={label} value={String(value)} onInput={(id) => onInput(Number(id))} error={error}>
      <option value="0">Choose…</option>
      {people.active
        .filter((u) => u.id !== me.id && !u.guest)
        .map((u) => (
          <option key={u.id} value={String(u.id)}>
            {u.name} (@{u.mention_name})
          </option>
        ))}
    </Select>
  );
}

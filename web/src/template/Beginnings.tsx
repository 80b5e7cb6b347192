import { Select } from "../ui/Select";
import type { Shipped } from "./templateapi";

interface Props {
  shipped: Shipped[];
  /** Made from the payload; empty: there is none. */
  guess: string;
  onBegin: (source: string) => void;
}

/** Beginnings are the templates that can be copied and changed. */
export function Beginnings({ shipped, guess, onBegin }: Props) {
  const pick = (name: string) => {
    if (name === "guess") onBegin(guess);
    const of = shipped.find((s) => s.format === name);
    if (of) onBegin(of.source);
  };
  return (
    <Select label="Begin with" value="" onInput={pick}>
      <option value="">Choose a template to change …</option>
      {guess && <option value="guess">One made from this payload</option>}
      {shipped.map((s) => (
        <option key={s.format} value={s.format}>
          {s.name}: {s.says}
        </option>
      ))}
    </Select>
  );
}

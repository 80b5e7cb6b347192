import type { Powers } from "../api/addontypes";
import { type Said, wordsOf } from "./words";

interface Props {
  scopes: string[];
  powers: Powers;
  /** It is in one room, and not in all. */
  inRoom: boolean;
}

/** PowersList says in plain words what an add-on can see and do. */
export function PowersList({ scopes, powers, inRoom }: Props) {
  const { sees, does, hears, shows } = wordsOf(scopes, powers, inRoom);
  return (
    <>
      <Part title="It can see" none="Nothing but what it is sent and shown below." said={sees} />
      <Part title="It can do" none="Nothing by itself." said={does} />
      {hears.length > 0 && <Part title="It is sent" said={hears} />}
      {shows.length > 0 && <Part title="It shows" said={shows} />}
    </>
  );
}

function Part({ title, none, said }: { title: string; none?: string; said: Said[] }) {
  return (
    <>
      <h3>{title}</h3>
      {said.length === 0 && <p class="list-note">{none}</p>}
      <ul class="scopes">
        {said.map(({ text, by, rest }) => (
          <li key={`${text}${by}`} class="wrap">
            {text} {by && <code>{by}</code>}
            {rest}
          </li>
        ))}
      </ul>
    </>
  );
}

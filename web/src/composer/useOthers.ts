import { useMemo } from "preact/hooks";
import type { User } from "../api/types";
import { useWorkspace } from "../state/workspace";

/** useOthers is everybody whom the reader can mention. */
export function useOthers(): User[] {
  const { people, me } = useWorkspace();
  const all = people.users.value;
  return useMemo(() => people.active.filter((u) => u.id !== me.id), [all, me.id]);
}

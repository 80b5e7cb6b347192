import { useState } from "preact/hooks";

/** How many of a long list are drawn at once: a group may have thousands of rooms, and each letter that is typed draws anew. */
const atOnce = 100;

/** usePortion gives the first of a list, and more when asked; what another word finds begins anew. */
export function usePortion<T>(list: T[], word: string) {
  const [state, setState] = useState({ word, n: atOnce });
  const n = state.word === word ? state.n : atOnce;
  return {
    shown: list.slice(0, n),
    left: Math.max(0, list.length - n),
    more: () => setState({ word, n: n + atOnce }),
  };
}

/** More says how many are not shown, and shows some of them. */
export function More({ of, left, onClick }: { of: string; left: number; onClick: () => void }) {
  if (left === 0) return null;
  return (
    <button type="button" class="button list-more" onClick={onClick}>
      Show more {of} ({left} left)
    </button>
  );
}

import { useCallback, useEffect, useState } from "preact/hooks";
import { messageOf } from "../api/errors";

export interface Loaded<T> {
  value: T | undefined;
  error: string | undefined;
  reload: () => void;
}

/** useLoad loads something when key changes, and again on reload. An answer for an older key is dropped. */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: string }>({ key });
  const [round, setRound] = useState(0);
  // load is made anew at each render; key and round say when its answer would differ.
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ key, value }),
      (err) => current && setState({ key, error: messageOf(err) }),
    );
    return () => {
      current = false;
    };
  }, [key, round]);
  const reload = useCallback(() => setRound((r) => r + 1), []);
  const fresh = state.key === key;
  return { value: fresh ? state.value : undefined, error: fresh ? state.error : undefined, reload };
}

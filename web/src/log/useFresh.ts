import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../api/errors";

/** useFresh loads something, and again when it is asked to, without taking away what is shown meanwhile. */
export function useFresh<T>(load: () => Promise<T>): {
  value: T | undefined;
  error: string | undefined;
  refresh: () => Promise<void>;
} {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<string>();
  const turn = useRef(0);
  const refresh = async () => {
    const mine = ++turn.current;
    try {
      const loaded = await load();
      if (mine !== turn.current) return;
      setValue(loaded);
      setError(undefined);
    } catch (err) {
      if (mine === turn.current) setError(messageOf(err));
    }
  };
  useEffect(() => {
    void refresh();
    return () => {
      turn.current++;
    };
  }, []);
  return { value, error, refresh };
}

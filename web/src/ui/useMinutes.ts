import { useEffect, useState } from "preact/hooks";

/** useMinutes is the time now, again with every minute. */
export function useMinutes(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const next = setTimeout(() => setNow(new Date()), 60_000 - (Date.now() % 60_000));
    return () => clearTimeout(next);
  }, [now]);
  return now;
}

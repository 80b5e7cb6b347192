import { useEffect, useState } from "preact/hooks";

/** usePatience is true once something has held for some time without a break. */
export function usePatience(holds: boolean, ms: number): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!holds) {
      setLong(false);
      return;
    }
    const show = setTimeout(() => setLong(true), ms);
    return () => clearTimeout(show);
  }, [holds, ms]);
  return holds && long;
}

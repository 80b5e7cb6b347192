import { useEffect } from "preact/hooks";

/** How often something that is looked at is asked for again. */
const everyMs = 2000;

/** useLive calls refresh again and again while the page is looked at, one call at a time. */
export function useLive(refresh: () => Promise<void>, key: string): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const turn = async () => {
      if (document.visibilityState === "visible") await refresh();
      if (!over) timer = setTimeout(turn, everyMs);
    };
    timer = setTimeout(turn, everyMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
}

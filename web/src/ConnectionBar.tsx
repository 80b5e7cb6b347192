import { useEffect, useState } from "preact/hooks";
import { useWorkspace } from "./state/workspace";

/** A connection that comes back within this time is not worth a word. */
const patienceMs = 1_200;

/** ConnectionBar says when the page is cut off, and when it tries again. */
export function ConnectionBar() {
  const { feed } = useWorkspace();
  const status = feed.status.value;
  const down = status.state !== "live";
  const [shown, setShown] = useState(false);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const show = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(show);
  }, [down]);
  useEffect(() => {
    if (status.state !== "waiting") return;
    setNow(Date.now());
    const tick = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(tick);
  }, [status]);
  const waiting = status.state === "waiting";
  const seconds = waiting ? Math.max(1, Math.ceil((status.until - now) / 1000)) : 0;
  return (
    <div class="connection" role="status" hidden={!down || !shown}>
      {down && shown && (
        <>
          <span>{waiting ? "Not connected." : "Connecting…"}</span>
          {waiting && <span aria-hidden="true">Trying again in {seconds} s.</span>}
          {/* It stays while it is tried, so that it keeps the focus. */}
          <button type="button" class="button-link" aria-disabled={!waiting} onClick={() => feed.retryNow()}>
            Retry now
          </button>
        </>
      )}
    </div>
  );
}

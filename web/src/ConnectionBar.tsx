import { useEffect, useState } from "preact/hooks";
import { troubleWords } from "./live/trouble";
import { NewVersionOffer, NewVersionQuestion, useNewVersion } from "./NewVersion";
import { NotifyOfferWords, useNotifyOffer } from "./NotifyOffer";
import { useWorkspace } from "./state/workspace";
import { usePatience } from "./ui/usePatience";

/** What is over within this time is not worth a word. */
const patienceMs = 1_200;

/** ConnectionBar says when the page is cut off, and when it tries again; or what its server is cut off from; or that it has a newer page, or that it would tell of messages. */
export function ConnectionBar() {
  const { feed } = useWorkspace();
  const down = feed.status.value.state !== "live";
  const trouble = down ? undefined : troubleWords(feed.trouble.value);
  const lost = usePatience(down, patienceMs);
  const cut = usePatience(trouble !== undefined, patienceMs);
  const version = useNewVersion();
  const offer = useNotifyOffer();
  const calm = !lost && !cut;
  const quiet = calm && !version.is;
  return (
    <>
      <div class={`connection ${calm ? "connection-calm" : ""}`} role="status" hidden={quiet && !offer.is}>
        {lost && <Lost />}
        {cut && <span>{trouble}</span>}
        {calm && version.is && <NewVersionOffer version={version} />}
        {quiet && offer.is && <NotifyOfferWords offer={offer} />}
      </div>
      {version.asking && <NewVersionQuestion version={version} />}
    </>
  );
}

function Lost() {
  const { feed } = useWorkspace();
  const status = feed.status.value;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (status.state !== "waiting") return;
    setNow(Date.now());
    const tick = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(tick);
  }, [status]);
  const waiting = status.state === "waiting";
  const seconds = waiting ? Math.max(1, Math.ceil((status.until - now) / 1000)) : 0;
  return (
    <>
      <span>{waiting ? "Not connected." : "Connecting…"}</span>
      {waiting && <span aria-hidden="true">Trying again in {seconds} s.</span>}
      {/* It stays while it is tried, so that it keeps the focus. */}
      <button type="button" class="button-link" aria-disabled={!waiting} onClick={() => feed.retryNow()}>
        Retry now
      </button>
    </>
  );
}

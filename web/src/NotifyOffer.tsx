import { useState } from "preact/hooks";
import { permission } from "./notify/notifier";
import { useWorkspace } from "./state/workspace";

/** Under this name the browser remembers that it was asked. */
const key = "notify-asked";

export interface NotifyOffer {
  /** The reader wants desktop notifications, and this browser has not been asked for them. */
  is: boolean;
  accept: () => void;
  decline: () => void;
}

/** useNotifyOffer says whether to offer notifications: browsers ask at somebody's click alone, so the page has to ask first. */
export function useNotifyOffer(): NotifyOffer {
  const { me, settings } = useWorkspace();
  const [open, setOpen] = useState(() => permission() === "default" && !asked());
  const done = () => {
    setOpen(false);
    try {
      localStorage.setItem(key, "1");
    } catch {
      // Without storage the next page asks again.
    }
  };
  return {
    // Where fingers point, browsers show none of a page's own; the settings have pushes for those.
    is: open && !me.guest && settings.preferences.value.showToasters && matchMedia("(pointer: fine)").matches,
    accept: () => void Notification.requestPermission().then(done, done),
    decline: done,
  };
}

function asked(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/** NotifyOfferWords is the offer in the bar over the page. */
export function NotifyOfferWords({ offer }: { offer: NotifyOffer }) {
  return (
    <>
      <span>Be told of messages while you look elsewhere?</span>
      <button type="button" class="button-link" onClick={offer.accept}>
        Show notifications
      </button>
      <button type="button" class="button-link" onClick={offer.decline}>
        Not here
      </button>
    </>
  );
}

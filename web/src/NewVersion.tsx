import { useState } from "preact/hooks";
import { useWorkspace } from "./state/workspace";
import { Confirm } from "./ui/Confirm";

/** What this page began with; undefined where no build has named it. */
const own = document
  .querySelector<HTMLScriptElement>('script[type="module"][src^="/assets/"]')
  ?.getAttribute("src");

export interface NewVersion {
  /** The server hands out another page than this one, and the reader has not put that off. */
  is: boolean;
  later: () => void;
  /** Loads the page that the server has now, or asks first where something would be lost. */
  reload: () => void;
  asking: boolean;
  stay: () => void;
}

/** useNewVersion notices that the server was upgraded since this page was loaded: it says so whenever it is connected to. */
export function useNewVersion(): NewVersion {
  const { feed, writing } = useWorkspace();
  const [passed, setPassed] = useState<string>();
  const [asking, setAsking] = useState(false);
  const now = feed.page.value;
  return {
    is: Boolean(own && now) && now !== own && now !== passed,
    later: () => setPassed(now),
    reload: () => {
      // Drafts are kept by themselves; these are on this page alone.
      if (writing.hasFiles() || document.querySelector("[data-unsaved]")) setAsking(true);
      else location.reload();
    },
    asking,
    stay: () => setAsking(false),
  };
}

export function NewVersionOffer({ version }: { version: NewVersion }) {
  return (
    <>
      <span>There is a newer version.</span>
      <button type="button" class="button-link" onClick={version.reload}>
        Reload
      </button>
      <button type="button" class="button-link" onClick={version.later}>
        Later
      </button>
    </>
  );
}

export function NewVersionQuestion({ version }: { version: NewVersion }) {
  return (
    <Confirm
      title="Reload for the newer version"
      text="Files that are not shared yet, and changes that are not saved, would be lost. What you have typed in message boxes stays."
      verb="Reload"
      onConfirm={async () => location.reload()}
      onClose={version.stay}
    />
  );
}

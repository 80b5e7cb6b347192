import { useState } from "preact/hooks";
import type { Conversation } from "../api/types";
import { pathOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { DeedsContext, useDeeds } from "../timeline/deeds";
import { SaidRow } from "../timeline/SaidRow";
import { Icon } from "../ui/Icon";
import { Empty, Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { SharedList } from "./SharedList";

const titles = { pins: "Pins", threads: "Threads", files: "Files", links: "Links" };

/** SideLists is what is worth coming back to in a conversation: what is pinned, the reader's threads, files and links. */
export function SideLists({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const workspace = useWorkspace();
  const [tab, setTab] = useState<keyof typeof titles>(
    workspace.threads.in(conversation.id) > 0 ? "threads" : "pins",
  );
  const [deeds] = useState(() => workspace.deeds(conversation.id));
  return (
    <DeedsContext.Provider value={deeds}>
      <aside
        class="side-panel"
        aria-label="Pins and threads"
        onKeyDown={(e) => {
          if (e.key !== "Escape" || e.defaultPrevented) return;
          e.preventDefault();
          onClose();
        }}
      >
        <header class="side-head">
          <div class="side-tabs" role="group" aria-label="Show">
            {(Object.keys(titles) as (keyof typeof titles)[]).map((t) => (
              <button
                key={t}
                type="button"
                class="side-tab"
                aria-pressed={tab === t}
                onClick={() => setTab(t)}
              >
                {titles[t]}
              </button>
            ))}
          </div>
          <button type="button" class="button-icon" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="side-scroll" tabIndex={0} role="region" aria-label={titles[tab]}>
          {tab === "pins" && <Pins conversation={conversation} />}
          {tab === "threads" && <ThreadList conversation={conversation} />}
          {(tab === "files" || tab === "links") && (
            <SharedList key={tab} conversation={conversation} what={tab} />
          )}
        </div>
      </aside>
    </DeedsContext.Provider>
  );
}

/** Pins are the messages that somebody keeps at hand for everybody here. */
export function Pins({ conversation }: { conversation: Conversation }) {
  const { api, pinned } = useWorkspace();
  const deeds = useDeeds();
  const pins = useLoad(`pins-${conversation.id}-${pinned.value}`, () => api.pins(conversation.id));
  if (pins.error) return <Failure message={pins.error} onRetry={pins.reload} />;
  if (!pins.value) return <Loading what="pins" />;
  if (pins.value.length === 0) {
    return (
      <Empty title="Nothing is pinned.">
        <p>Point at a message and choose Pin to keep it at hand for everybody here.</p>
      </Empty>
    );
  }
  return (
    <ul class="side-lines">
      {pins.value.map((e) => (
        <li key={e.id} class="side-line">
          <SaidRow event={e} />
          <p class="side-acts">
            <a class="button-link" href={`${pathOf(conversation)}?m=${e.id}`}>
              Show
            </a>
            {deeds && (
              <button type="button" class="button-link" onClick={() => void deeds.pin(e)}>
                Unpin
              </button>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function ThreadList({ conversation }: { conversation: Conversation }) {
  const { api, threads } = useWorkspace();
  const key = [...threads.unread.value.values()].map((t) => t.last_seq).join();
  const list = useLoad(`threads-${conversation.id}-${key}`, () => api.threads(conversation.id));
  if (list.error) return <Failure message={list.error} onRetry={list.reload} />;
  if (!list.value) return <Loading what="threads" />;
  if (list.value.length === 0) {
    return (
      <Empty title="No threads of yours.">
        <p>Threads that you began, replied in or were mentioned in are listed here.</p>
      </Empty>
    );
  }
  return (
    <ul class="side-lines">
      {list.value.map(
        (t) =>
          t.first && (
            <li key={t.thread} class="side-line">
              <SaidRow event={t.first} />
            </li>
          ),
      )}
    </ul>
  );
}

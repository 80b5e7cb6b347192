import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Conversation, Event } from "../api/types";
import { useAttention } from "../state/attention";
import { nameOf, pathOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { copying } from "../timeline/copying";
import { corrected } from "../timeline/corrected";
import { DeedDialogs } from "../timeline/DeedDialogs";
import { DeedsContext } from "../timeline/deeds";
import { PendingRow } from "../timeline/PendingRow";
import { pointing } from "../timeline/pointing";
import { RowTools } from "../timeline/RowTools";
import { SaidRow } from "../timeline/SaidRow";
import { useEditLast } from "../timeline/useEditLast";
import { Icon } from "../ui/Icon";
import { Failure, Loading } from "../ui/states";
import { useDrop } from "../upload/useDrop";
import type { ThreadLog } from "./log";
import { ThreadComposer } from "./ThreadComposer";

interface Props {
  conversation: Conversation;
  thread: ThreadLog;
  onClose: () => void;
}

/** ThreadPanel is a thread beside the conversation, or on a phone in its place. */
export function ThreadPanel({ conversation, thread, onClose }: Props) {
  const workspace = useWorkspace();
  const column = useRef<HTMLElement>(null);
  const [deeds] = useState(() => workspace.deeds(conversation.id, true));
  const replies = thread.replies.value;
  const lines = useMemo(() => corrected(replies), [replies]);
  const first = thread.first.value;
  const path = pathOf(conversation);
  useEditLast(column, deeds, () => thread.replies.value);
  useRead(conversation, thread);
  const end = useEnd(lines.length + thread.pending.value.length);
  useEffect(() => void thread.open(), [thread]);
  const archived = conversation.room?.archived ?? false;
  const dropping = useDrop(
    column,
    (files) => !archived && workspace.writing.uploads(conversation.id, thread.id).add(files),
  );
  return (
    <DeedsContext.Provider value={deeds}>
      <aside
        ref={column}
        class="side-panel talk-column"
        aria-label="Thread"
        onKeyDown={(e) => {
          if (e.key !== "Escape" || e.defaultPrevented) return;
          e.preventDefault();
          onClose();
        }}
      >
        {dropping && !archived && (
          <p class="drop-here" aria-hidden="true">
            Drop files to reply with them
          </p>
        )}
        <header class="side-head">
          <h2>
            Thread <span class="quiet">in {nameOf(conversation)}</span>
          </h2>
          <button type="button" class="button-icon" aria-label="Close the thread" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div
          ref={end}
          class="thread-lines"
          role="log"
          aria-label="Replies"
          aria-live={thread.loading.value ? "off" : "polite"}
          tabIndex={0}
          {...copying(
            () => (first ? [first, ...lines] : lines),
            (e) => workspace.people.sender(e),
          )}
          {...pointing(deeds, () => (first ? [first, ...replies] : replies))}
        >
          {first && <Line event={first} path={path} />}
          {first?.replies && <p class="divider thread-count">{counted(first.replies.count)}</p>}
          {thread.more.value && !thread.loading.value && (
            <button type="button" class="button-link thread-more" onClick={() => void thread.older()}>
              Show earlier replies
            </button>
          )}
          {thread.loading.value && <Loading what="replies" />}
          {thread.error.value && <Failure message={thread.error.value} onRetry={() => void thread.open()} />}
          {lines.map((e) => (
            <Line key={e.client_id || e.id} event={e} path={path} />
          ))}
          {thread.pending.value.map((p) => (
            <PendingRow key={p.clientId} pending={p} continued={false} outbox={thread.outbox} />
          ))}
        </div>
        <DeedDialogs deeds={deeds} />
        {archived ? (
          <p class="composer-closed">This room is archived.</p>
        ) : (
          <ThreadComposer conversation={conversation} thread={thread} />
        )}
      </aside>
    </DeedsContext.Provider>
  );
}

function Line({ event, path }: { event: Event; path: string }) {
  return (
    <div data-event={event.id}>
      <SaidRow event={event} />
      <RowTools event={event} path={path} />
    </div>
  );
}

function counted(count: number): string {
  return count === 1 ? "1 reply" : `${count} replies`;
}

/** useRead tells the server that the replies have been seen, while somebody looks at them. */
function useRead(conversation: Conversation, thread: ThreadLog): void {
  const { threads } = useWorkspace();
  const attention = useAttention();
  const seq = thread.lastSeq;
  const unread = threads.of(thread.id);
  useEffect(() => {
    if (attention && unread > 0 && seq > 0) threads.read(conversation.id, thread.id, seq);
  }, [attention, unread, seq]);
}

/** useEnd keeps the newest reply in sight. */
function useEnd(count: number) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  return box;
}

import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Conversation } from "../api/types";
import type { Link } from "../router";
import { useAttention } from "../state/attention";
import { nameOf, pathOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { Empty, Failure, Loading } from "../ui/states";
import { copying } from "./copying";
import { corrected } from "./corrected";
import { DeedDialogs } from "./DeedDialogs";
import { useDeeds } from "./deeds";
import { JumpToDate } from "./JumpToDate";
import { Line } from "./Line";
import { pointing } from "./pointing";
import { isSaid, keyAt, rows } from "./rows";
import { Lost, UnreadBar } from "./TimelineBars";
import type { Timeline } from "./timeline";
import { useScroll } from "./useScroll";

interface Props {
  conversation: Conversation;
  timeline: Timeline;
  /** The message that the address leads to, if it names one. */
  link: Link | undefined;
}

/** TimelineView is the scrolling log of one conversation. */
export function TimelineView({ conversation, timeline, link }: Props) {
  const workspace = useWorkspace();
  const attention = useAttention();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = timeline.following.value;
  const all = timeline.events.value;
  const cleared = timeline.clearedAt.value;
  const events = useMemo(() => (cleared > 0 ? all.filter((e) => e.seq > cleared) : all), [all, cleared]);
  const { hidePresenceMessages } = workspace.settings.preferences.value;
  const shown = useMemo(
    () => (hidePresenceMessages ? events.filter((e) => e.kind !== "enter" && e.kind !== "exit") : events),
    [events, hidePresenceMessages],
  );
  const said = useMemo(() => corrected(shown), [shown]);
  const pending = timeline.pending.value;
  const unreadAfter = timeline.unreadAfter.value;
  const self = workspace.me.id;
  const deeds = useDeeds();
  const path = pathOf(conversation);
  const lines = useMemo(() => rows(said, pending, unreadAfter, self), [said, pending, unreadAfter, self]);
  const target = timeline.target.value;
  const reveal = useScroll(box, timeline, target ? keyAt(lines, target.seq) : undefined);
  useEffect(() => {
    void (link ? timeline.around(link.message) : timeline.open());
  }, [timeline, link]);

  const { aside } = timeline;
  useEffect(() => {
    if (aside.value) deeds?.openThread?.(aside.value);
    aside.value = null;
  }, [aside.value]);

  // What comes while the reader is further up is counted from when they left.
  useEffect(() => {
    timeline.arrived.value = 0;
  }, [timeline, atEnd]);

  // What the reader has marked as unread stays so until they come back to it.
  const kept = workspace.marks.kept.value === conversation.id;
  // Seen is what stands at the newest end of a page that somebody looks at.
  useEffect(() => {
    if (!timeline.loaded.value || conversation.last_seq <= conversation.read_seq) return;
    if (kept) timeline.unreadAfter.value = conversation.read_seq;
    else if (attention && atEnd) workspace.marks.read(conversation.id);
    else if (timeline.unreadAfter.value === null && conversation.unread > 0) {
      timeline.unreadAfter.value = conversation.read_seq;
    }
  }, [attention, atEnd, kept, conversation, timeline.loaded.value]);

  const missed = timeline.arrived.value;
  const loading = timeline.loading.value;
  return (
    <div class="timeline-frame">
      <UnreadBar timeline={timeline} box={box} onRead={() => workspace.marks.read(conversation.id)} />
      <Lost timeline={timeline} />
      <div
        ref={box}
        class="timeline"
        role="log"
        aria-label={`Messages in ${nameOf(conversation)}`}
        aria-live={atEnd && loading === null && timeline.loaded.value ? "polite" : "off"}
        aria-busy={loading !== null}
        tabIndex={0}
        {...copying(
          () => said,
          (e) => workspace.people.sender(e),
        )}
        {...(deeds ? pointing(deeds, () => timeline.events.value) : {})}
      >
        <div class="timeline-lines">
          {loading === "first" && <Loading what="messages" />}
          {loading === "older" && <Loading what="older messages" />}
          {timeline.error.value && (
            <Failure
              message={timeline.error.value}
              onRetry={() => void (events.length > 0 ? timeline.older() : timeline.jump())}
            />
          )}
          {cleared > 0 && <Cleared onShow={() => timeline.unclear()} />}
          {timeline.loaded.value && cleared === 0 && !timeline.hasOlder && (
            <Beginning conversation={conversation} />
          )}
          {lines.map((row) => (
            <div key={row.key} data-key={row.key} data-event={isSaid(row) ? row.event.id : undefined}>
              <Line row={row} self={self} timeline={timeline} reveal={reveal} path={path} />
            </div>
          ))}
        </div>
      </div>
      <JumpToDate timeline={timeline} />
      {deeds && <DeedDialogs deeds={deeds} />}
      {!atEnd && (
        <button type="button" class="jump" onClick={() => timeline.follow()}>
          <Icon name="down" />
          {missed > 0 ? `${missed} new ${missed === 1 ? "message" : "messages"}` : "Jump to newest"}
        </button>
      )}
    </div>
  );
}

/** Cleared stands in place of what the reader has cleared away, and brings it back. */
function Cleared({ onShow }: { onShow: () => void }) {
  return (
    <p class="row-quiet">
      You cleared what was here.{" "}
      <button type="button" class="button-link" onClick={onShow}>
        Show it again
      </button>
    </p>
  );
}

function Beginning({ conversation }: { conversation: Conversation }) {
  const name = nameOf(conversation);
  const room = conversation.room;
  if (!room) {
    return (
      <Empty title={`You and ${name}.`}>
        <p>What you write here is between the two of you.</p>
      </Empty>
    );
  }
  return (
    <Empty title={`This is the beginning of ${name}.`}>
      {room.admin ? (
        <p>
          Say something, or <a href={`/rooms/tokens/${room.id}`}>connect an integration</a>.
        </p>
      ) : (
        <p>Say something.</p>
      )}
    </Empty>
  );
}

import { useState } from "preact/hooks";
import type { Event } from "../api/types";
import { plainText } from "../text/html";
import { fullTime, shortTime } from "../text/time";
import { Empty } from "../ui/states";
import { type RoomSummary, rooms } from "./adminapi";
import { MoreBelow } from "./MoreBelow";
import { Pages } from "./pages";

const pageSize = 50;

/** RoomHistory is what was said in the room, newest first, when somebody asks for it. */
export function RoomHistory({ room: r }: { room: RoomSummary }) {
  const [pages, setPages] = useState<Pages<Event, object>>();
  const read = () => {
    const made = new Pages<Event, object>((_, cursor) => olderPage(r.conversation, Number(cursor ?? 0)));
    setPages(made);
    void made.run({});
  };
  return (
    <section class="panel" aria-labelledby="room-history">
      <h2 id="room-history">History</h2>
      {r.privacy === "private" && (
        <p class="notice">
          This room is private. When you read it without belonging to it, that stands in the audit log, once
          an hour.
        </p>
      )}
      {pages ? (
        <>
          {pages.answered.value && pages.items.value.length === 0 && <Empty title="Nothing was said yet." />}
          <ol class="history" aria-label="What was said, newest first">
            {pages.items.value.map((e) => (
              <Line key={e.id} event={e} />
            ))}
          </ol>
          <MoreBelow pages={pages} what="what was said" />
        </>
      ) : (
        <button type="button" class="button" onClick={read}>
          Read the history
        </button>
      )}
    </section>
  );
}

/** olderPage is the events before seq, newest first; what only tells of a change is left out. */
async function olderPage(conversation: number, before: number): Promise<{ items: Event[]; next?: string }> {
  const page = await rooms.history(conversation, before, pageSize);
  const first = page.items[0]?.seq ?? 0;
  const items = page.items.filter((e) => told(e)).reverse();
  return first > 1 ? { items, next: String(first) } : { items };
}

const words: Record<string, string> = { enter: "came in", exit: "went", topic: "changed the topic to" };

function told(e: Event): boolean {
  return ["message", "notification", "topic", "guest_access", "enter", "exit"].includes(e.kind);
}

function Line({ event: e }: { event: Event }) {
  return (
    <li class="history-line">
      <time class="audit-time" dateTime={e.time} title={fullTime(e.time)}>
        {shortTime(e.time)}
      </time>
      <p class="history-text" dir="auto">
        <b>{e.sender}</b> {words[e.kind] && <i>{words[e.kind]} </i>}
        {textOf(e)}
      </p>
    </li>
  );
}

/** textOf is the words of an event. */
function textOf(e: Event): string {
  if (e.kind === "enter" || e.kind === "exit") return "";
  return e.deleted ? "(deleted)" : plainText(e.body, e.format);
}

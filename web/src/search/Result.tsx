import { useState } from "preact/hooks";
import type { Event, Found } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { plainText } from "../text/html";
import { shortTime } from "../text/time";
import { Icon } from "../ui/Icon";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";

/** Events of the log that are shown around a result. */
const around = 7;

/** Result is a message that was found, where it was said, and the way there. */
export function Result({ found }: { found: Found }) {
  const [open, setOpen] = useState(false);
  const workspace = useWorkspace();
  const { event, room, user } = found;
  // A reply stands in its thread only, which opens beside the message that it began with.
  const leads = event.thread && !event.to_room ? event.thread : event.id;
  const path = room ? `/chat/room/${room.id}` : `/chat/user/${user?.id ?? 0}`;
  const where = room?.name ?? user?.name ?? "";
  return (
    <li class="result">
      <p class="result-head">
        <span class="result-where" dir="auto">
          <Icon name={room ? (room.privacy === "private" ? "lock" : "hash") : "people"} />
          {where}
        </span>
        <bdi class="sender">{event.sender}</bdi>
        <time class="time" dateTime={event.time}>
          {shortTime(event.time)}
        </time>
      </p>
      {open ? (
        <Context found={found} />
      ) : (
        <p class="result-text" dir="auto">
          {found.snippet.map((p, i) => (p.hit ? <mark key={i}>{p.text}</mark> : p.text))}
        </p>
      )}
      <p class="result-ways">
        <a
          href={`${path}?m=${encodeURIComponent(leads)}`}
          aria-label={`Open in ${where}`}
          onClick={() => leads !== event.id && workspace.openThread(event)}
        >
          Open
        </a>
        <button type="button" class="button-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide what was said around it" : "Show what was said around it"}
        </button>
      </p>
    </li>
  );
}

function Context({ found: { event } }: { found: Found }) {
  const { api } = useWorkspace();
  const page = useLoad(`around ${event.id}`, () => api.around(event.conversation, event.seq, around));
  if (page.error) return <Failure message={page.error} onRetry={page.reload} />;
  if (!page.value) return <Loading what="what was said around it" />;
  return (
    <ol class="result-context">
      {page.value.items.filter(isSaid).map((e) => (
        <li key={e.id} class={e.seq === event.seq ? "result-self" : ""} dir="auto">
          <bdi class="sender">{e.sender}</bdi> {plainText(e.body, e.format) || e.file?.name}
        </li>
      ))}
    </ol>
  );
}

function isSaid(e: Event): boolean {
  return (e.kind === "message" || e.kind === "notification") && (e.body !== "" || e.file !== undefined);
}

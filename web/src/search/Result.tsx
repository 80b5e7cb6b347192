import { useState } from "preact/hooks";
import type { Event, Found } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { plainText } from "../text/html";
import { shortTime } from "../text/time";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { WayThere, Where } from "./Where";

/** Events of the log that are shown around a result. */
const around = 7;

/** Result is a message that was found, where it was said, and the way there. */
export function Result({ found }: { found: Found }) {
  const [open, setOpen] = useState(false);
  const { event } = found;
  const { people } = useWorkspace();
  return (
    <li class="result">
      <p class="result-head">
        <Where of={found} />
        <bdi class="sender">{people.sender(event)}</bdi>
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
        <WayThere to={found}>Open</WayThere>
        <button type="button" class="button-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide what was said around it" : "Show what was said around it"}
        </button>
      </p>
    </li>
  );
}

function Context({ found: { event } }: { found: Found }) {
  const { api, people } = useWorkspace();
  const page = useLoad(`around ${event.id}`, () => api.around(event.conversation, event.seq, around));
  if (page.error) return <Failure message={page.error} onRetry={page.reload} />;
  if (!page.value) return <Loading what="what was said around it" />;
  return (
    <ol class="result-context">
      {page.value.items.filter(isSaid).map((e) => (
        <li key={e.id} class={e.seq === event.seq ? "result-self" : ""} dir="auto">
          <bdi class="sender">{people.sender(e)}</bdi> {plainText(e.body, e.format) || e.file?.name}
        </li>
      ))}
    </ol>
  );
}

function isSaid(e: Event): boolean {
  return (e.kind === "message" || e.kind === "notification") && (e.body !== "" || e.file !== undefined);
}

import { useEffect, useRef, useState } from "preact/hooks";
import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import type { Conversation, Event } from "../api/types";
import { pathOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { plainText } from "../text/html";
import { shortTime } from "../text/time";
import { Attachment } from "../timeline/Attachment";
import { Empty, Failure, Loading } from "../ui/states";

interface Props {
  conversation: Conversation;
  what: "files" | "links";
}

const words = {
  files: ["No files yet.", "What is shared here is listed in this column."],
  links: ["No links yet.", "What people and integrations link to is listed in this column."],
} as const;

/** SharedList is what has been shared in a conversation: its files or its links, the newest first. */
export function SharedList({ conversation, what }: Props) {
  const { api, people } = useWorkspace();
  const list = useShared(api, conversation.id, what, conversation.last_seq);
  const [title, note] = words[what];
  return (
    <>
      {list.events?.length === 0 && (
        <Empty title={title}>
          <p>{note}</p>
        </Empty>
      )}
      <ul class="side-lines">
        {list.events?.map((e) => (
          <li key={e.id} class="side-line shared">
            {what === "files" ? <Attachment event={e} /> : <Links event={e} />}
            <p class="side-acts">
              <span class="quiet">
                <bdi>{people.sender(e)}</bdi>, {shortTime(e.time)}
              </span>
              <a class="button-link" href={`${pathOf(conversation)}?m=${e.id}`}>
                Show
              </a>
            </p>
          </li>
        ))}
      </ul>
      {list.error && <Failure message={list.error} onRetry={list.more} />}
      {!list.events && !list.error && <Loading what={what} />}
      {list.hasMore && (
        <p class="found-more">
          <button type="button" class="button" disabled={list.busy} onClick={list.more}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}

/** useShared loads the list page by page, and anew when the conversation has gone on. */
function useShared(api: Api, id: number, what: "files" | "links", seq: number) {
  const [events, setEvents] = useState<Event[]>();
  const [next, setNext] = useState<string>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const turn = useRef(0);
  /** An answer to what was asked before something else was is dropped. */
  const load = async (cursor?: string) => {
    const mine = ++turn.current;
    setBusy(true);
    setError(undefined);
    try {
      const page = await api.shared(id, what, cursor);
      if (mine !== turn.current) return;
      setEvents((old) => [...(cursor && old ? old : []), ...page.items]);
      setNext(page.next);
    } catch (err) {
      if (mine === turn.current) setError(messageOf(err));
    } finally {
      if (mine === turn.current) setBusy(false);
    }
  };
  useEffect(() => {
    // The server reads what has just been said a moment later.
    const timer = setTimeout(() => void load(), events ? 700 : 0);
    return () => {
      turn.current++;
      clearTimeout(timer);
    };
  }, [id, what, seq]);
  return { events, error, busy, hasMore: next !== undefined, more: () => void load(next) };
}

function Links({ event }: { event: Event }) {
  const shown = new Map((event.links ?? []).map((l) => [l.url, l.title || l.url]));
  for (const url of addresses(event)) if (!shown.has(url)) shown.set(url, url);
  return (
    <>
      {[...shown].map(([url, title]) => (
        <p key={url} class="shared-link">
          <a href={url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
            {title}
          </a>
          {title !== url && <span class="quiet">{host(url)}</span>}
        </p>
      ))}
    </>
  );
}

/** addresses are those in a message's text, or behind the words of a notification. */
export function addresses(event: Event): string[] {
  const text = event.format === "html" ? `${event.body} ${plainText(event.body, "html")}` : event.body;
  const found = text.match(/https?:\/\/[^\s<>"'\\]+/gi) ?? [];
  return [...new Set(found.map((u) => u.replaceAll("&amp;", "&").replace(/[.,;:!?)\]]+$/, "")))].filter(
    valid,
  );
}

function valid(url: string): boolean {
  return URL.canParse(url);
}

function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { Empty, Failure, Loading } from "../ui/states";
import { useStill } from "../ui/useStill";
import { SavedList } from "./list";
import { SavedLine } from "./SavedLine";

const tabs = [
  { done: false, title: "To do" },
  { done: true, title: "Done" },
];

/** SavedPage is what the reader has saved for later, in all rooms and chats. */
export function SavedPage() {
  const { guest } = useWorkspace().me;
  const [done, setDone] = useState(false);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <header class="room-head">
        <a
          class={guest ? "button-icon" : "button-icon phone-only"}
          href="/chat"
          aria-label={guest ? "Back to the room" : "Back to conversations"}
        >
          <Icon name="back" />
        </a>
        <h1>Saved for later</h1>
        <div class="side-tabs" role="group" aria-label="Show">
          {tabs.map((t) => (
            <button
              key={t.title}
              type="button"
              class="side-tab"
              aria-pressed={done === t.done}
              onClick={() => setDone(t.done)}
            >
              {t.title}
            </button>
          ))}
        </div>
      </header>
      <List key={String(done)} done={done} />
    </main>
  );
}

function List({ done }: { done: boolean }) {
  const { api, saved } = useWorkspace();
  const list = useMemo(() => new SavedList(api, done, (id) => saved.changes.peek().has(id)), []);
  const box = useRef<HTMLDivElement>(null);
  // Why the last thing that was done was not; empty: it was.
  const [said, setSaid] = useState({ error: "", done: "" });
  const items = list.items.value;
  // What another page adds is shown; what is done stays until one comes back, so that it can be undone.
  const added = [...saved.changes.value]
    .filter(([id, now]) => now === (done ? "done" : "left") && !items?.some((m) => m.event.id === id))
    .map(([id]) => id)
    .join();
  useEffect(() => void list.more(), []);
  useEffect(() => {
    if (items && added) void list.renew();
  }, [items === undefined, added]);
  // A room may have gone, or be open to the reader again.
  const asked = saved.asked.value;
  useEffect(() => {
    if (items) void list.renew();
  }, [asked]);
  useStill(box, ".saved");
  return (
    <div ref={box} class="search saved-list">
      <p class="visually-hidden" role="status">
        {said.done}
      </p>
      {said.error && <Failure message={said.error} />}
      {items?.length === 0 && !list.hasMore && <Nothing done={done} />}
      {items && items.length > 0 && (
        <ol class="found" aria-label={done ? "Done" : "To do"}>
          {items.map((m) => (
            <SavedLine
              key={m.event.id}
              message={m}
              onDone={(what) => setSaid({ error: "", done: what })}
              onError={(what) => setSaid({ error: what, done: "" })}
            />
          ))}
        </ol>
      )}
      {list.error.value && <Failure message={list.error.value} onRetry={() => void list.again()} />}
      {list.loading.value && !items && <Loading what="what you saved" />}
      {list.hasMore && (
        <p class="found-more">
          <button type="button" class="button" disabled={list.loading.value} onClick={() => void list.more()}>
            Show more
          </button>
        </p>
      )}
    </div>
  );
}

function Nothing({ done }: { done: boolean }) {
  if (done) return <Empty title="Nothing is done yet." />;
  return (
    <Empty title="Nothing is saved for later.">
      <p>Point at a message and choose Save for later to find it here again. Nobody else sees that.</p>
    </Empty>
  );
}

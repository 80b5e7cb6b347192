import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { Empty, Failure, Loading } from "../ui/states";
import { ScheduledLine } from "./ScheduledLine";

/** ScheduledPage is what the reader has written to be sent later, in all rooms and chats. */
export function ScheduledPage() {
  const { scheduled } = useWorkspace();
  const items = scheduled.items.value;
  // Why the last thing that was done was not; empty: it was.
  const [said, setSaid] = useState({ error: "", done: "" });
  return (
    <main class="main" id="main" tabIndex={-1}>
      <header class="room-head">
        <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
          <Icon name="back" />
        </a>
        <h1>Scheduled</h1>
      </header>
      <div class="search">
        <p class="visually-hidden" role="status">
          {said.done}
        </p>
        {said.error && <Failure message={said.error} />}
        {scheduled.error.value && (
          <Failure message={scheduled.error.value} onRetry={() => void scheduled.load()} />
        )}
        {!items && !scheduled.error.value && <Loading what="what you scheduled" />}
        {items?.length === 0 && (
          <Empty title="Nothing is scheduled.">
            <p>
              Write a message and choose <Icon name="clock" /> Send later beside the button that sends it.
            </p>
          </Empty>
        )}
        {items && items.length > 0 && (
          <ol class="found" aria-label="Scheduled">
            {items.map((m) => (
              <ScheduledLine
                key={m.id}
                message={m}
                onDone={(done) => setSaid({ error: "", done })}
                onError={(error) => setSaid({ error, done: "" })}
              />
            ))}
          </ol>
        )}
      </div>
    </main>
  );
}

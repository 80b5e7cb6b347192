import type { ComponentChildren } from "preact";
import { Empty, Failure, Loading } from "../ui/states";
import type { Log } from "./log";

interface Props<T extends { id: number }> {
  log: Log<T>;
  /** What is in it, for those who hear the page. */
  label: string;
  /** What to say when there is nothing, and what to do about it. */
  empty: ComponentChildren;
  row: (entry: T) => ComponentChildren;
}

/** LogList shows a log, and loads more of it. */
export function LogList<T extends { id: number }>({ log, label, empty, row }: Props<T>) {
  const items = log.items.value;
  if (items.length === 0 && log.loading.value) return <Loading what={label} />;
  return (
    <>
      {log.error.value && <Failure message={log.error.value} onRetry={() => void log.begin()} />}
      {items.length === 0 && !log.error.value && <Empty title="Nothing there.">{empty}</Empty>}
      <ul class="log" aria-label={label}>
        {items.map(row)}
      </ul>
      {log.hasMore && (
        <div class="log-more">
          <button type="button" class="button" disabled={log.loading.value} onClick={() => void log.more()}>
            {log.loading.value ? "Loading…" : "Older"}
          </button>
        </div>
      )}
    </>
  );
}

import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";

/** SavedLink leads to what the reader has saved for later, and counts what is left of it. */
export function SavedLink({ current }: { current: boolean }) {
  const { count, due } = useWorkspace().saved;
  return (
    <a class="side-link" href="/chat/saved" aria-current={current ? "page" : undefined}>
      <Icon name="bookmark" />
      <span class="side-name">Saved for later</span>
      {due.value > 0 && (
        <span class="count count-mention" title="You have been reminded of these">
          {due.value}
          <span class="visually-hidden"> reminded</span>
        </span>
      )}
      {due.value === 0 && count.value > 0 && (
        <span class="side-left">
          <span aria-hidden="true">{count.value}</span>
          <span class="visually-hidden">{count.value} left</span>
        </span>
      )}
    </a>
  );
}

import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";

/** ScheduledLink leads to what the reader has written to be sent later, while there is something. */
export function ScheduledLink({ current }: { current: boolean }) {
  const { count, failed } = useWorkspace().scheduled;
  if (count.value === 0 && !current) return null;
  return (
    <a class="side-link" href="/chat/scheduled" aria-current={current ? "page" : undefined}>
      <Icon name="clock" />
      <span class="side-name">Scheduled</span>
      {failed.value > 0 ? (
        <span class="side-left side-failed">{failed.value} not sent</span>
      ) : (
        count.value > 0 && (
          <span class="side-left">
            <span aria-hidden="true">{count.value}</span>
            <span class="visually-hidden">{count.value} waiting</span>
          </span>
        )
      )}
    </a>
  );
}

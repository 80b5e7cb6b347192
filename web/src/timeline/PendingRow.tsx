import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import { Avatar } from "../ui/Avatar";
import type { Outbox, Pending } from "./outbox";
import { Text } from "./Text";

interface Props {
  pending: Pending;
  continued: boolean;
  outbox: Outbox;
}

/** PendingRow is a message of the reader's own that is on its way, or that did not get through. */
export function PendingRow({ pending, continued, outbox }: Props) {
  const { me, people, emoticons } = useWorkspace();
  const who = {
    refs: people.active,
    words: ["all", "here"],
    self: me.id,
    emoticons: emoticons.byShortcut.value,
    rooms: useRoomNames(pending.body),
  };
  return (
    <div
      class={`row row-message ${pending.error ? "row-failed" : "row-pending"} ${continued ? "row-continued" : ""}`}
    >
      <div class="row-side">{!continued && <Avatar name={me.name} />}</div>
      <div class="row-main">
        {!continued && (
          <p class="row-head">
            <strong dir="auto" class="sender">
              {me.name}
            </strong>
            <span class="time">
              {pending.error ? "not sent" : pending.waiting ? "waiting for the connection" : "sending…"}
            </span>
          </p>
        )}
        <Text body={pending.body} who={who} sender={me.name} markdown />
        {pending.waiting && (
          <p class="row-waiting">
            <button type="button" class="button-link" onClick={() => outbox.forget(pending.clientId)}>
              Do not send it
            </button>
          </p>
        )}
        {pending.error && (
          <p class="row-failure" role="alert">
            Not sent: {pending.error}{" "}
            <button type="button" class="button-link" onClick={() => void outbox.retry(pending.clientId)}>
              Retry
            </button>{" "}
            <button type="button" class="button-link" onClick={() => outbox.forget(pending.clientId)}>
              Cancel
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

import { useMemo } from "preact/hooks";
import type { Event } from "../api/types";
import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import { fragment } from "../text/html";
import { clockTime, fullTime } from "../text/time";
import { mentionableIn } from "../text/tokens";
import { Avatar } from "../ui/Avatar";
import { Attachment } from "./Attachment";
import { useDeeds } from "./deeds";
import { EditBox } from "./EditBox";
import { Html } from "./Html";
import { Deleted, Edited, RowFoot } from "./RowFoot";
import { Sender } from "./Sender";
import { Text } from "./Text";

interface Props {
  event: Event;
  continued: boolean;
  self: number;
}

/** MessageRow is what a person said. */
export function MessageRow({ event, continued, self }: Props) {
  const workspace = useWorkspace();
  const { people } = workspace;
  const emoticons = workspace.emoticons.byShortcut.value;
  const rooms = useRoomNames(event.body);
  const who = useMemo(() => mentionableIn(event, self, emoticons, rooms), [event, self, emoticons, rooms]);
  const sender = people.sender(event);
  const deeds = useDeeds();
  const editing = deeds?.editing.value === event.id;
  const mine = event.mention_all || event.mention_here || event.mentions?.some((m) => m.id === self);
  return (
    <div class={`row row-message ${continued ? "row-continued" : ""} ${mine ? "row-mentioned" : ""}`}>
      <div class="row-side">
        {continued ? (
          <Time time={event.time} />
        ) : (
          <Avatar name={sender} photo={people.photo(event.user_id)} />
        )}
      </div>
      <div class="row-main">
        <p class={continued ? "visually-hidden" : "row-head"}>
          <Sender event={event} hidden={continued} />
          {!continued && <Time time={event.time} />}
        </p>
        {editing ? (
          <EditBox event={event} deeds={deeds} />
        ) : event.deleted ? (
          <Deleted />
        ) : event.format === "html" ? (
          <Html html={event.body} clean={fragment} />
        ) : (
          event.body && <Text body={event.body} who={who} sender={sender} markdown />
        )}
        {!editing && <Edited event={event} />}
        <Attachment
          event={event}
          onView={(e) => {
            workspace.viewed.value = e;
          }}
        />
        <RowFoot event={event} />
      </div>
    </div>
  );
}

/** Time is the time of day, with the whole date as its tooltip. */
export function Time({ time }: { time: string }) {
  return (
    <time class="time" dateTime={time} title={fullTime(time)}>
      {clockTime(time)}
    </time>
  );
}

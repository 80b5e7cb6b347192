import { useMemo } from "preact/hooks";
import type { Event } from "../api/types";
import { useLinks } from "../bridge/useLinks";
import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import { breaks, fragment } from "../text/html";
import { isLong, notificationLimit } from "../text/prefix";
import { clockTime, fullTime } from "../text/time";
import { mentionableIn } from "../text/tokens";
import { Avatar } from "../ui/Avatar";
import { Card } from "./Card";
import { cardView } from "./cardview";
import { Fold } from "./Fold";
import { Html } from "./Html";
import { Time } from "./MessageRow";
import { Reference } from "./Reference";
import { Deleted, RowFoot } from "./RowFoot";
import { Text } from "./Text";

const colors = ["yellow", "green", "red", "purple", "gray"];

interface Props {
  event: Event;
  continued: boolean;
  /** What it is attached to, if that is loaded. */
  parent: Event | undefined;
  self: number;
  reveal: (key: string) => void;
}

/** NotificationRow is what an integration posted: a tinted box, or the card that it sent. */
export function NotificationRow({ event, continued, parent, self, reveal }: Props) {
  const { emoticons: group, people } = useWorkspace();
  const emoticons = group.byShortcut.value;
  const rooms = useRoomNames(event.body);
  const who = useMemo(() => mentionableIn(event, self, emoticons, rooms), [event, self, emoticons, rooms]);
  const card = useMemo(() => cardView(event.card), [event]);
  const links = useLinks(event);
  const color = colors.includes(event.color ?? "") ? event.color : "gray";
  return (
    <article
      class={`row row-notification ${continued ? "row-continued" : ""}`}
      aria-label={`${capital(color ?? "")} notification from ${event.sender}`}
    >
      <div class="row-side">
        {continued ? <Time time={event.time} /> : <Avatar name={event.sender} square />}
      </div>
      <div class="row-main">
        {!continued && (
          <p class="row-head">
            <strong dir="auto" class="sender">
              {event.sender}
            </strong>
            <span class="badge-app">app</span>
            <Time time={event.time} />
            {event.edited && <Updated at={event.edited} />}
          </p>
        )}
        {event.attach_to && <Reference parent={parent} nameOf={(e) => people.sender(e)} reveal={reveal} />}
        <div ref={links} class={`notification notification-${color}`}>
          {event.deleted ? (
            <Deleted />
          ) : card ? (
            <Card card={card} />
          ) : event.format === "html" ? (
            <Fold long={isLong(breaks(event.body), notificationLimit)}>
              <Html html={event.body} clean={fragment} />
            </Fold>
          ) : (
            <Text body={event.body} who={who} sender={event.sender} />
          )}
        </div>
        <RowFoot event={event} />
      </div>
    </article>
  );
}

/** Updated says when an integration last put news in the place of what it had said. */
function Updated({ at }: { at: string }) {
  return (
    <span class="edited" title={fullTime(at)}>
      updated {clockTime(at)}
    </span>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

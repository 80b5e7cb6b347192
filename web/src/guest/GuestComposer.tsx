import { Composer } from "../composer/Composer";
import { useOthers } from "../composer/useOthers";
import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import type { Timeline } from "../timeline/timeline";

interface Props {
  name: string;
  timeline: Timeline;
  text: string;
  onText: (text: string) => void;
}

/** GuestComposer is where a guest writes: words alone, which the server does not keep before they are sent. */
export function GuestComposer({ name, timeline, text, onText }: Props) {
  const { emoticons, writing } = useWorkspace();
  return (
    <Composer
      name={name}
      room
      people={useOthers()}
      rooms={useRoomNames(text)}
      emoticons={emoticons.byShortcut.value}
      commands={[]}
      recall={writing.recall}
      text={text}
      onText={onText}
      onSend={(body) => {
        timeline.follow();
        void timeline.send(body);
      }}
    />
  );
}

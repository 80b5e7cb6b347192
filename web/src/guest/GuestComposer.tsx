import { useState } from "preact/hooks";
import { Composer } from "../composer/Composer";
import { useOthers } from "../composer/useOthers";
import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import type { Timeline } from "../timeline/timeline";

/** GuestComposer is where a guest writes: words alone, which nobody keeps before they are sent. */
export function GuestComposer({ name, timeline }: { name: string; timeline: Timeline }) {
  const { emoticons, writing } = useWorkspace();
  const [text, setText] = useState("");
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
      onText={setText}
      onSend={(body) => {
        timeline.follow();
        void timeline.send(body);
      }}
    />
  );
}

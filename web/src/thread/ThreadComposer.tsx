import { useState } from "preact/hooks";
import type { Conversation } from "../api/types";
import { Composer } from "../composer/Composer";
import { useOthers } from "../composer/useOthers";
import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import type { ThreadLog } from "./log";

/** ThreadComposer writes into a thread, and if wanted into its room as well. */
export function ThreadComposer({ conversation, thread }: { conversation: Conversation; thread: ThreadLog }) {
  const { emoticons, scheduled, writing } = useWorkspace();
  const uploads = writing.uploads(conversation.id, thread.id);
  const [toRoom, setToRoom] = useState(false);
  const room = conversation.room !== null;
  const text = writing.drafts.of(conversation.id, thread.id);
  return (
    <div class="thread-composer">
      <Composer
        name="the thread"
        room={room}
        people={useOthers()}
        rooms={useRoomNames(text)}
        emoticons={emoticons.byShortcut.value}
        commands={[]}
        recall={writing.recall}
        text={text}
        onText={(now) => writing.drafts.write(conversation.id, now, thread.id)}
        uploads={uploads}
        toRoom={toRoom}
        onShared={() => setToRoom(false)}
        onLater={async (body, at) => {
          const outcome = await scheduled.add(conversation.id, { body, at, thread: thread.id, toRoom });
          setToRoom(false);
          return outcome;
        }}
        onSend={(body) => {
          void thread.send(body, toRoom);
          setToRoom(false);
        }}
      />
      <label class="thread-too">
        <input type="checkbox" checked={toRoom} onChange={(e) => setToRoom(e.currentTarget.checked)} />
        {room ? "Also send to the room" : "Also send to the chat"}
      </label>
    </div>
  );
}

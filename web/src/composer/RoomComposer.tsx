import { useEffect, useMemo, useState } from "preact/hooks";
import { AddButton } from "../actions/AddButton";
import { type Action, actionsIn, wanted } from "../actions/actions";
import type { Conversation } from "../api/types";
import { factsOf } from "../glance/conditions";
import { nameOf } from "../state/conversations";
import { useRoomNames } from "../state/roomnames";
import { useWorkspace } from "../state/workspace";
import type { Timeline } from "../timeline/timeline";
import type { Uploads } from "../upload/uploads";
import { Composer } from "./Composer";
import { commandsIn, runCommand, runsHere } from "./commands";
import type { Known } from "./completion";
import { deedsIn } from "./deeds";
import { TypingLine } from "./TypingLine";
import { useOthers } from "./useOthers";

interface Props {
  conversation: Conversation;
  timeline: Timeline;
}

/** RoomComposer is the box of a conversation: with its draft, its commands and its files. */
export function RoomComposer({ conversation: c, timeline }: Props) {
  const workspace = useWorkspace();
  const { emoticons, scheduled, writing } = workspace;
  const { drafts, typing } = writing;
  const text = drafts.of(c.id);
  const addons = useCommands(c.id, text.startsWith("/"));
  const room = c.room !== null;
  const commands = useMemo(() => commandsIn(room, addons), [room, addons]);
  return (
    <>
      <Composer
        name={nameOf(c)}
        room={room}
        people={useOthers()}
        rooms={useRoomNames(text)}
        emoticons={emoticons.byShortcut.value}
        commands={commands}
        recall={writing.recall}
        text={text}
        onText={(now) => {
          drafts.write(c.id, now);
          if (now.trim() !== "" && !now.startsWith("/")) typing.write(c.id);
        }}
        onSend={(body) => {
          typing.sent();
          timeline.follow();
          void timeline.send(body);
        }}
        onShared={() => timeline.follow()}
        onCommand={(t) => runCommand(t, deedsIn(workspace, c, timeline))}
        onLater={async (body, at) =>
          runsHere(body, room)
            ? { refused: "A command is carried out at once, and cannot be sent later." }
            : scheduled.add(c.id, { body, at })
        }
        uploads={writing.uploads(c.id)}
        adding={useAdding(c)}
      />
      <TypingLine conversation={c.id} />
    </>
  );
}

/** useAdding gives the button for what add-ons do while somebody writes here, where there is such a thing. */
function useAdding({ room }: Conversation) {
  const { glances, me, views } = useWorkspace();
  const here = glances.here.value;
  if (!room || here?.room !== room.id || me.guest) return undefined;
  const actions = wanted(actionsIn(here.parts, "hipchat.input.action"), factsOf(room, me));
  if (actions.length === 0) return undefined;
  const run = (a: Action) =>
    views.open(a.installation, a.target, { asked: true, event: { name: a.key, payload: {} } });
  return (uploads: Uploads) => <AddButton actions={actions} uploads={uploads} onAction={run} />;
}

/** useCommands asks what add-ons wait for here, when somebody begins to write a command. */
function useCommands(conversation: number, wanted: boolean): Known[] {
  const { api } = useWorkspace();
  const [known, setKnown] = useState<Known[]>([]);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    api.commands(conversation).then(
      (all) =>
        current &&
        setKnown(all.map((a) => ({ name: a.command, args: "", help: a.addon_name || a.name || "webhook" }))),
      () => {}, // Only ours are offered; what is typed is sent all the same.
    );
    return () => {
      current = false;
    };
  }, [conversation, wanted]);
  return known;
}

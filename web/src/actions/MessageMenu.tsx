import { useEffect, useState } from "preact/hooks";
import type { Event } from "../api/types";
import { messageParameters } from "../bridge/message";
import { useWorkspace } from "../state/workspace";
import { type Deeds, focusLine } from "../timeline/deeds";
import { Menu } from "../ui/Menu";
import { type Action, actionsIn, wantedFor } from "./actions";
import { tryPatterns } from "./patterns";

interface Props {
  deeds: Deeds;
  event: Event;
  anchor: HTMLElement;
}

/** MessageMenu offers what add-ons do with a message. spec: connect-js, 9.5 */
export function MessageMenu({ deeds, event, anchor }: Props) {
  const { glances, conversations, me, views } = useWorkspace();
  const [actions, setActions] = useState<Action[]>();
  const room = conversations.byId(event.conversation)?.room;
  useEffect(() => {
    const all = actionsIn(glances.here.peek()?.parts ?? [], "hipchat.message.action");
    if (!room) return;
    let current = true;
    void wantedFor(all, event, room, me, tryPatterns).then((found) => current && setActions(found));
    return () => {
      current = false;
    };
  }, [event]);
  const onClose = () => {
    deeds.acting.value = null;
    if (!anchor.isConnected) focusLine(event.id);
  };
  const run = (a: Action) => {
    const message = messageParameters(event);
    views.open(a.installation, a.target, {
      asked: true,
      event: { name: a.key, payload: message },
      values: { message },
    });
  };
  return (
    <Menu
      label="Add-ons’ actions"
      anchor={anchor}
      empty={actions ? "No add-on does anything with this message." : "Looking…"}
      items={(actions ?? []).map((a) => ({
        key: `${a.installation} ${a.key}`,
        label: a.name,
        note: a.addon,
        onPick: () => run(a),
      }))}
      onClose={onClose}
    />
  );
}

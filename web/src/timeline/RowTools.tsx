import { useComputed } from "@preact/signals";
import { ActionTool } from "../actions/ActionTool";
import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { TemplateTool } from "../template/TemplateTool";
import { Icon, type IconName } from "../ui/Icon";
import { useDeeds } from "./deeds";
import { frequent } from "./frequent";
import { Reacted } from "./Reactions";

/** RowTools is what can be done with a line: it stands on the line that is pointed to, tapped or focused. */
export function RowTools({ event, path }: { event: Event; path: string }) {
  const deeds = useDeeds();
  const { saved } = useWorkspace();
  const shown = useComputed(() => deeds?.active.value === event.id && deeds.editing.value !== event.id);
  const kept = useComputed(() => saved.has(event.id));
  const reminded = useComputed(() => saved.reminder(event.id).remind !== undefined);
  if (!deeds || !shown.value) return null;
  const { openThread, unread } = deeds;
  return (
    <div class="tools" role="toolbar" aria-label="Message actions">
      {!event.deleted && !deeds.guest && (
        <>
          <span class="tools-quick">
            {frequent.list.slice(0, 3).map((emoji) => (
              <button
                key={emoji}
                type="button"
                class="tool"
                aria-label={`React with ${emoji}`}
                onClick={() => void deeds.toggle(event, emoji)}
              >
                <Reacted emoji={emoji} />
              </button>
            ))}
          </span>
          <Tool icon="smile" name="Add a reaction" onClick={() => (deeds.picking.value = event)} />
        </>
      )}
      {openThread && (!event.deleted || event.replies) && (
        <Tool icon="thread" name="Reply in thread" onClick={() => openThread(event)} />
      )}
      {!event.deleted && !deeds.guest && (
        <Tool
          icon="pin"
          name={event.pinned ? "Unpin" : "Pin"}
          pressed={event.pinned !== undefined}
          onClick={() => void deeds.pin(event)}
        />
      )}
      {!event.deleted && (
        <Tool
          icon="bookmark"
          name="Save for later"
          pressed={kept.value}
          onClick={() => void deeds.save(event)}
        />
      )}
      {!event.deleted && !deeds.guest && (
        <Tool
          icon="clock"
          name="Remind me"
          pressed={reminded.value}
          onClick={(anchor) => {
            deeds.reminding.value = { event, anchor };
          }}
        />
      )}
      {unread && <Tool icon="unread" name="Mark unread from here" onClick={() => unread(event)} />}
      {!event.deleted && event.body !== "" && (
        // A finger that rests on a line brings the tools, and so cannot select its words.
        <span class="touch-only">
          <Tool icon="copy" name="Copy text" onClick={() => void deeds.copyText(event)} />
        </span>
      )}
      <Tool icon="link" name="Copy link" onClick={() => void deeds.copyLink(event, path)} />
      {!event.deleted && deeds.own(event) && (
        <Tool icon="edit" name="Edit" onClick={() => deeds.startEdit(event)} />
      )}
      {deeds.mayDelete(event) && <Tool icon="trash" name="Delete" onClick={() => deeds.startDelete(event)} />}
      {!event.deleted && <TemplateTool deeds={deeds} event={event} />}
      {!event.deleted && <ActionTool deeds={deeds} event={event} />}
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  name: string;
  pressed?: boolean;
  onClick: (button: HTMLElement) => void;
}

function Tool({ icon, name, pressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={name}
      title={name}
      aria-pressed={pressed}
      onClick={(e) => onClick(e.currentTarget)}
    >
      <Icon name={icon} />
    </button>
  );
}

import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { Frame } from "../bridge/Frame";
import type { Live } from "../bridge/live";
import type { ShownDialog } from "../bridge/views";
import { object } from "../glance/raw";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { DialogFilter } from "./DialogFilter";
import { DialogFoot } from "./DialogFoot";
import { type Button, lookOf, plainOptions } from "./look";

const escapeKey = 27;
const clicked = "dialog-button-click";

/** DialogView is a dialog of an add-on: its title, its page in a frame, its buttons. spec: connect-js, 6, 9.4 */
export function DialogView({ dialog }: { dialog: ShownDialog }) {
  const { views } = useWorkspace();
  const ref = useRef<HTMLDialogElement>(null);
  const live = useRef<Live | undefined>(undefined);
  const id = useId();
  const { part, opening } = dialog;
  const look = lookOf(dialog.look);
  const options = useMemo(() => plainOptions(dialog.look), [opening]);
  const title = look.title || part.addon_name;
  const close = () => views.closeDialog(opening);
  useEffect(() => {
    if (!ref.current?.open) ref.current?.showModal();
    return () => ref.current?.close();
  }, []);
  // It does not come back with a room that was left.
  useEffect(() => () => views.closeDialog(opening), [opening]);
  const press = ({ key }: Button) => {
    // Who does not listen to buttons has all of them close the dialog.
    if (!live.current?.handled.has(clicked)) return close();
    live.current.ask(clicked, key === undefined ? {} : { action: key }, (answer) => {
      if (answer !== false) close();
    });
  };
  return (
    <dialog
      ref={ref}
      class={`dialog addon-dialog ${look.warning ? "addon-dialog-warning" : ""}`}
      style={{ "--dialog-width": look.width, "--dialog-height": look.height }}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
      onMouseDown={(e) => e.target === ref.current && close()}
    >
      <header class="addon-dialog-head">
        <h2 id={id} dir="auto">
          {title}
        </h2>
        {look.filter !== undefined && (
          <DialogFilter
            placeholder={look.filter}
            onChange={(value) =>
              live.current?.say({ type: "evt", etyp: "dialog-filter-changed", evnt: { value } })
            }
          />
        )}
        <button type="button" class="button-icon" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="addon-dialog-body">
        <Frame
          of={{
            installation: part.installation,
            addonKey: part.addon_key,
            kind: part.kind,
            key: part.key,
            room: dialog.room,
            scopes: part.scopes,
          }}
          address={object(part.module).url}
          title={title}
          opening={opening}
          options={options}
          onLive={(now) => {
            live.current = now;
            now?.listen(escapeKey, close);
          }}
        />
      </div>
      <DialogFoot look={look} onPress={press} />
    </dialog>
  );
}

import { useEffect, useMemo, useRef } from "preact/hooks";
import { Frame } from "../bridge/Frame";
import type { Live } from "../bridge/live";
import type { ShownDialog } from "../bridge/views";
import { object } from "../glance/raw";
import { useWorkspace } from "../state/workspace";
import { AddonDialog } from "./AddonDialog";
import { DialogFilter } from "./DialogFilter";
import { DialogFoot } from "./DialogFoot";
import { type Button, lookOf, plainOptions } from "./look";

const escapeKey = 27;
const clicked = "dialog-button-click";

/** DialogView is a dialog of an add-on: its title, its page in a frame, its buttons. spec: connect-js, 6, 9.4 */
export function DialogView({ dialog }: { dialog: ShownDialog }) {
  const { views } = useWorkspace();
  const live = useRef<Live | undefined>(undefined);
  const { part, opening } = dialog;
  const look = lookOf(dialog.look);
  const options = useMemo(() => plainOptions(dialog.look), [opening]);
  const title = look.title || part.addon_name;
  const close = () => views.closeDialog(opening);
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
    <AddonDialog
      title={title}
      width={look.width}
      height={look.height}
      warning={look.warning}
      tool={
        look.filter !== undefined && (
          <DialogFilter
            placeholder={look.filter}
            onChange={(value) =>
              live.current?.say({ type: "evt", etyp: "dialog-filter-changed", evnt: { value } })
            }
          />
        )
      }
      foot={<DialogFoot look={look} onPress={press} />}
      onClose={close}
    >
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
    </AddonDialog>
  );
}

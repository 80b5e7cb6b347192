import { useEffect, useState } from "preact/hooks";
import { refusedHere } from "../bridge/Frame";
import type { LinkDialog } from "../bridge/linkdialog";
import { sandboxOf } from "../bridge/sandbox";
import { useRefusal } from "../bridge/useRefusal";
import { Failure, Loading } from "../ui/states";
import { AddonDialog } from "./AddonDialog";

/**
 * LinkDialogView is a link of the vendor's first add-ons in a dialog. Its page came before the messages of frames: it is
 * told by its address how it is shown, and nobody here listens to it. spec: connect-js, 9.8
 */
export function LinkDialogView({ dialog, onClose }: { dialog: LinkDialog; onClose: () => void }) {
  const [loaded, setLoaded] = useState(false);
  const [refused, setRefused] = useState(false);
  const shown = useRefusal(dialog, () => setRefused(true));
  // It does not come back with a room that was left.
  useEffect(() => onClose, []);
  return (
    <AddonDialog
      title={dialog.title}
      width={dialog.width}
      height={dialog.height}
      bare={!dialog.chrome}
      resize={dialog.resize}
      onClose={onClose}
    >
      {refused ? (
        <Failure message={refusedHere} onRetry={() => location.reload()} />
      ) : (
        <div class="frame">
          {!loaded && <Loading what={dialog.title} />}
          <iframe
            title={dialog.title}
            sandbox={sandboxOf("dialog")}
            referrerpolicy="no-referrer"
            allow=""
            src={dialog.url}
            onLoad={() => {
              setLoaded(true);
              shown();
            }}
          />
        </div>
      )}
    </AddonDialog>
  );
}

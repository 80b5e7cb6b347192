import { useWorkspace } from "../state/workspace";
import { later } from "../ui/later";

const DialogView = later("the dialog", async () => (await import("./DialogView")).DialogView);

/** DialogLayer shows the dialog that an add-on has open, over whatever is on the page. */
export function DialogLayer() {
  const dialog = useWorkspace().views.dialog.value;
  if (!dialog) return null;
  const { installation, key } = dialog.part;
  return <DialogView key={`${installation} ${key} ${dialog.room}`} dialog={dialog} />;
}

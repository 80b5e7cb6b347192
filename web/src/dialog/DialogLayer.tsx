import { useWorkspace } from "../state/workspace";
import { later } from "../ui/later";

const DialogView = later("the dialog", async () => (await import("./DialogView")).DialogView);

const LinkDialogView = later("the dialog", async () => (await import("./LinkDialogView")).LinkDialogView);

/** DialogLayer shows the dialog that an add-on has open, over whatever is on the page. */
export function DialogLayer() {
  const { views } = useWorkspace();
  const dialog = views.dialog.value;
  const linked = views.linked.value;
  if (linked) return <LinkDialogView key={linked.url} dialog={linked} onClose={() => views.closeLinked()} />;
  if (!dialog) return null;
  const { installation, key } = dialog.part;
  return <DialogView key={`${installation} ${key} ${dialog.room}`} dialog={dialog} />;
}

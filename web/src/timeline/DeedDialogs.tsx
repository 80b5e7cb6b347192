import { MessageMenu } from "../actions/MessageMenu";
import { RemindMenu } from "../saved/RemindMenu";
import { Confirm } from "../ui/Confirm";
import { Dialog } from "../ui/Dialog";
import { later } from "../ui/later";
import type { Deeds } from "./deeds";

const EmojiPicker = later("emoji", async () => (await import("./EmojiPicker")).EmojiPicker);

/** DeedDialogs asks what a deed still needs, and says when one failed. */
export function DeedDialogs({ deeds }: { deeds: Deeds }) {
  const deleting = deeds.deleting.value;
  const picking = deeds.picking.value;
  const acting = deeds.acting.value;
  const reminding = deeds.reminding.value;
  return (
    <>
      {deeds.error.value && (
        <div class="bar bar-plain bar-low" role="alert">
          <span class="bar-main">{deeds.error.value}</span>
          <button type="button" class="bar-side" onClick={() => (deeds.error.value = null)}>
            Dismiss
          </button>
        </div>
      )}
      {deleting && (
        <Confirm
          title="Delete this message?"
          text="Nobody will be able to read it any more. This cannot be undone."
          verb="Delete"
          onConfirm={() => deeds.delete(deleting)}
          onClose={() => (deeds.deleting.value = null)}
        />
      )}
      {picking && (
        <Dialog title="Add a reaction" onClose={() => (deeds.picking.value = null)} still>
          <EmojiPicker
            onPick={(emoji) => {
              deeds.picking.value = null;
              void deeds.toggle(picking, emoji);
            }}
          />
        </Dialog>
      )}
      {reminding && <RemindMenu deeds={deeds} event={reminding.event} anchor={reminding.anchor} />}
      {acting && <MessageMenu deeds={deeds} event={acting.event} anchor={acting.anchor} />}
    </>
  );
}

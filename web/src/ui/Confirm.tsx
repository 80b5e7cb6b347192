import { Dialog } from "./Dialog";
import { useAction } from "./useAction";

interface Props {
  title: string;
  text: string;
  /** What the button says: the thing that will be done. */
  verb: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/** Confirm asks before something that cannot be taken back. */
export function Confirm({ title, text, verb, onConfirm, onClose }: Props) {
  const action = useAction();
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="wrap">{text}</p>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button button-danger"
          disabled={action.busy}
          onClick={() =>
            action.run(async () => {
              await onConfirm();
              onClose();
            })
          }
        >
          {verb}
        </button>
      </div>
    </Dialog>
  );
}

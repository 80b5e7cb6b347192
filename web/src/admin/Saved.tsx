import type { Action } from "../ui/useAction";

/** Saved is the end of a form: what went wrong, that it is saved, and the button for that. */
export function Saved({ action, saved }: { action: Action; saved: boolean }) {
  return (
    <>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <span role="status" class="copy-state">
          {saved && "Saved"}
        </span>
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Save
        </button>
      </div>
    </>
  );
}

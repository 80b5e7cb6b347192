import type { useAction } from "../../ui/useAction";
import { Findings } from "./Findings";
import type { Finding } from "./sourceapi";

interface Props {
  action: ReturnType<typeof useAction>;
  /** It stands in the server's file, and is only shown. */
  fixed: boolean | undefined;
  found: Finding[] | undefined;
  onLook: () => Promise<void>;
  onCancel: () => void;
}

/** SourceActions ends the form of a source: what a look at it has found, what went wrong, and the buttons. */
export function SourceActions({ action, fixed, found, onLook, onCancel }: Props) {
  return (
    <>
      <Findings found={found} />
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onCancel}>
          {fixed ? "Back" : "Cancel"}
        </button>
        <button type="button" class="button" disabled={action.busy} onClick={() => void action.run(onLook)}>
          Try it out
        </button>
        {!fixed && (
          <button type="submit" class="button button-primary" disabled={action.busy}>
            Save
          </button>
        )}
      </div>
    </>
  );
}

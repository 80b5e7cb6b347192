import { useState } from "preact/hooks";
import { fieldOf, messageOf } from "../api/errors";

export interface Action {
  busy: boolean;
  /** What went wrong, when it is about no field in particular. */
  error: string | undefined;
  /** What is wrong with the field of this name. */
  fieldError: (field: string) => string | undefined;
  run: (work: () => Promise<void>) => Promise<void>;
}

/** useAction runs one thing at a time for a form and keeps how it ended. fields are those the form shows. */
export function useAction(...fields: string[]): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ field: string | undefined; message: string }>();
  const inline = failure?.field !== undefined && fields.includes(failure.field);
  return {
    busy,
    error: inline ? undefined : failure?.message,
    fieldError: (field) => (inline && failure?.field === field ? failure.message : undefined),
    run: async (work) => {
      if (busy) return;
      setBusy(true);
      setFailure(undefined);
      try {
        await work();
      } catch (err) {
        setFailure({ field: fieldOf(err), message: messageOf(err) });
      } finally {
        setBusy(false);
      }
    },
  };
}

import { useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { entry } from "../api/secondstep";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { Entrance } from "./Entrance";

interface Props {
  title: string;
  onSignedIn: () => Promise<void>;
  /** Back to the first step. */
  onBack: () => void;
}

/** CodeStep asks for the code of an authenticator, after the password. */
export function CodeStep({ title, onSignedIn, onBack }: Props) {
  const action = useAction("code");
  const [code, setCode] = useState("");
  const enter = () =>
    action.run(async () => {
      try {
        await entry.code(code);
      } catch (err) {
        setCode("");
        if (err instanceof ApiError && err.status === 401) return onBack();
        throw err;
      }
      await onSignedIn();
    });
  return (
    <Entrance title={title} note="One more step.">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void enter();
        }}
      >
        <Field
          label="Code"
          autocomplete="one-time-code"
          focus
          required
          maxLength={40}
          value={code}
          onInput={setCode}
          hint="The six digits that your authenticator shows, or one of your recovery codes."
          error={action.fieldError("code") ?? action.error}
        />
        <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
          {action.busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
      <Back onBack={onBack} />
    </Entrance>
  );
}

/** Back gives a sign-in up that has a step left. */
export function Back({ onBack }: { onBack: () => void }) {
  return (
    <p class="entrance-foot">
      <button
        type="button"
        class="button-link"
        onClick={() => {
          void entry.turnBack();
          onBack();
        }}
      >
        Sign in as somebody else
      </button>
    </p>
  );
}

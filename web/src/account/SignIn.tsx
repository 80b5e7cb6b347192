import { useState } from "preact/hooks";
import type { Api } from "../api/api";
import type { Step } from "../api/secondstep";
import type { Boot } from "../api/types";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { Entrance } from "./Entrance";

interface Props {
  api: Api;
  boot: Boot;
  onSignedIn: () => Promise<void>;
  /** The password was right, and something is left to do. */
  onStep: (step: Step) => void;
}

/** SignIn asks who is there. The address stays, so that a link leads where it should afterwards. */
export function SignIn({ api, boot, onSignedIn, onStep }: Props) {
  const action = useAction("email", "password");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <Entrance title={boot.group.name || "Stoa"} note="Sign in to go on.">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            const { step } = await api.signIn(email.trim(), password);
            if (step) onStep(step);
            else await onSignedIn();
          });
        }}
      >
        <Field
          label="E-mail"
          type="email"
          autocomplete="username"
          required
          value={email}
          onInput={setEmail}
          error={action.fieldError("email")}
        />
        <Field
          label="Password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={setPassword}
          error={action.fieldError("password") ?? action.error}
        />
        <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
          {action.busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </Entrance>
  );
}

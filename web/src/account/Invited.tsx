import { useState } from "preact/hooks";
import type { Api } from "../api/api";
import { Field } from "../ui/Field";
import { Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { Entrance } from "./Entrance";

/** Invited lets who was invited choose a password. Whoever else was signed in here is not any more. */
export function Invited({ api, token }: { api: Api; token: string }) {
  const whom = useLoad(token, () => api.invited(token));
  const action = useAction("password");
  const [password, setPassword] = useState("");
  if (whom.error) {
    return (
      <Entrance title="Stoa" note={whom.error}>
        <a class="button button-wide" href="/chat">
          Sign in
        </a>
      </Entrance>
    );
  }
  if (!whom.value) return <Loading what="your invitation" />;
  const { name, email } = whom.value;
  return (
    <Entrance title={`Welcome, ${name}`} note="Choose a password to come in.">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            await api.acceptInvitation(token, password);
            location.replace("/chat");
          });
        }}
      >
        <input type="email" autocomplete="username" value={email} readOnly hidden />
        <Field
          label="Password"
          type="password"
          autocomplete="new-password"
          required
          value={password}
          onInput={setPassword}
          hint={`At least 8 characters. You sign in as ${email}.`}
          error={action.fieldError("password") ?? action.error}
        />
        <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
          {action.busy ? "Coming in…" : "Come in"}
        </button>
      </form>
    </Entrance>
  );
}

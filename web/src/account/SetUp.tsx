import { useState } from "preact/hooks";
import type { Api } from "../api/api";
import { navigate } from "../router";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { Entrance } from "./Entrance";

interface Props {
  api: Api;
  token: string;
  onDone: () => Promise<void>;
}

/** SetUp makes the group and its first administrator, with the link that the server printed. */
export function SetUp({ api, token, onDone }: Props) {
  const action = useAction("group", "name", "email", "password");
  const [group, setGroup] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <Entrance
      title="Set up Stoa"
      note="Name your group and make the first account. It will be the administrator's."
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            await api.setup({ token, group: group.trim(), name: name.trim(), email: email.trim(), password });
            navigate("/chat", true);
            await onDone();
          });
        }}
      >
        <Field
          label="Name of the group"
          required
          focus
          maxLength={50}
          dir="auto"
          value={group}
          onInput={setGroup}
          hint="Your team or company."
          error={action.fieldError("group")}
        />
        <Field
          label="Your name"
          autocomplete="name"
          required
          maxLength={50}
          dir="auto"
          value={name}
          onInput={setName}
          error={action.fieldError("name")}
        />
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
          autocomplete="new-password"
          required
          value={password}
          onInput={setPassword}
          hint="At least 8 characters."
          error={action.fieldError("password")}
        />
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
          {action.busy ? "Setting up…" : "Set up"}
        </button>
      </form>
    </Entrance>
  );
}

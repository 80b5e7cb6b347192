import { useState } from "preact/hooks";
import type { Api } from "../api/api";
import type { Boot } from "../api/types";
import { navigate } from "../router";
import { Field } from "../ui/Field";
import { Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { Entrance } from "./Entrance";

/** Join makes an account for whoever has the group's invite URL. spec: product, 10.1 */
export function Join({ api, token, boot }: { api: Api; token: string; boot: Boot }) {
  const group = useLoad(token, () => api.whereJoined(token));
  const action = useAction("name", "email");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [mailed, setMailed] = useState(false);
  if (boot.user && !boot.user.guest) {
    return (
      <Onward title="You have an account" note={`You are signed in as ${boot.user.name}.`} verb="Chat" />
    );
  }
  if (group.error) return <Onward title="Stoa" note={group.error} verb="Sign in" />;
  if (!group.value) return <Loading what="the invitation" />;
  if (mailed) {
    const note = `A link to the choice of your password is on its way to ${email.trim()}. It is good for a week.`;
    return <Entrance title="Look into your mail" note={note} />;
  }
  const domain = group.value.email_domain;
  return (
    <Entrance title={`Join ${group.value.group}`} note="Make an account to talk with the others.">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            const way = await api.join(token, name.trim(), email.trim());
            if (way.token) navigate(`/invite?token=${encodeURIComponent(way.token)}`, true);
            else setMailed(true);
          });
        }}
      >
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
          hint={domain ? `An address at ${domain}. You will sign in with it.` : "You will sign in with it."}
          error={action.fieldError("email")}
        />
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
          {action.busy ? "Making the account…" : "Go on"}
        </button>
      </form>
      <p class="entrance-foot">
        <a href="/chat">I have an account</a>
      </p>
    </Entrance>
  );
}

function Onward({ title, note, verb }: { title: string; note: string; verb: string }) {
  return (
    <Entrance title={title} note={note}>
      <a class="button button-wide" href="/chat">
        {verb}
      </a>
    </Entrance>
  );
}

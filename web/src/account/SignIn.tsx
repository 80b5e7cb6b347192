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
  const names = boot.sign_in?.names === true;
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
          label={names ? "E-mail or user name" : "E-mail"}
          type={names ? "text" : "email"}
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
      <Providers boot={boot} />
    </Entrance>
  );
}

/** Providers are the other ways in: pages of others that send people back here. */
function Providers({ boot }: { boot: Boot }) {
  const all = boot.sign_in?.providers ?? [];
  if (all.length === 0) return null;
  const next = new URLSearchParams({ next: onwardFrom(new URL(location.href)) ?? here() });
  return (
    <div class="doors">
      {all.map((p) => (
        <a key={p.key} class="button button-wide" href={`/sign-in/with/${encodeURIComponent(p.key)}?${next}`}>
          <span>
            Sign in with <bdi>{p.name}</bdi>
          </span>
        </a>
      ))}
    </div>
  );
}

/** here is where somebody wanted to go who has to sign in first. */
function here(): string {
  return location.pathname === "/sign-in" ? "/chat" : location.pathname + location.search;
}

/** onwardFrom reads where a page of the server's own, which is no part of this application, sent the browser from. */
export function onwardFrom(url: URL): string | undefined {
  const next = url.searchParams.get("next") ?? "";
  return url.pathname === "/sign-in" && next.startsWith("/users/authorize?") ? next : undefined;
}

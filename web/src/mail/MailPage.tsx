import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import {
  type MailServer,
  type MailSetting,
  mailServer,
  removeMailServer,
  type Security,
  setMailServer,
  testMail,
} from "./mailapi";

/** MailPage is where an administrator says who mail is handed to, and tries it. */
export function MailPage() {
  const { api } = useWorkspace();
  const loaded = useLoad("mail", () => mailServer(api));
  const [saved, setSaved] = useState<MailServer>();
  const [removing, setRemoving] = useState(false);
  const now = saved ?? loaded.value;
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  if (!now) return <Loading what="the mail server" />;
  return (
    <>
      <p class="lead">
        With a mail server, invitations go out by mail, and people are told of what names them and stays
        unread. Without one, an invitation is a link to hand over.
      </p>
      {now.set ? <Test key={JSON.stringify(now)} server={now} onRemove={() => setRemoving(true)} /> : null}
      <ServerForm key={String(now.set)} server={now} onSaved={setSaved} />
      {removing && (
        <Confirm
          title="Send no more mail?"
          text="The mail server is forgotten with its password. Invitations are links to hand over then."
          verb="Remove"
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await removeMailServer(api);
            setSaved(undefined);
            loaded.reload();
          }}
        />
      )}
    </>
  );
}

function Test({ server, onRemove }: { server: MailServer; onRemove: () => void }) {
  const { api } = useWorkspace();
  const action = useAction();
  const [result, setResult] = useState<{ sent: boolean; to: string; error: string }>();
  return (
    <section class="panel" aria-labelledby="mail-now">
      <h2 id="mail-now">
        Mail goes to {server.host}:{server.port}
      </h2>
      <p class="list-note">
        {security(server.security)}
        {server.username && `, as ${server.username}`}, from {server.sender}
      </p>
      <div aria-live="polite">
        {action.busy && <Loading what="what the mail server says" />}
        {result && !action.busy && (
          <p class={result.sent ? "notice" : "field-error"}>
            {result.sent ? `The mail server took a mail to ${result.to}.` : result.error}
          </p>
        )}
      </div>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button button-danger" onClick={onRemove}>
          Remove…
        </button>
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={() => void action.run(async () => setResult(await testMail(api)))}
        >
          Send me a test mail
        </button>
      </div>
    </section>
  );
}

function security(s: Security): string {
  return { starttls: "Encrypted by STARTTLS", tls: "Encrypted by TLS", none: "Not encrypted" }[s];
}

/** The ports that are customary. */
const ports: Record<Security, number> = { starttls: 587, tls: 465, none: 25 };

function ServerForm({ server, onSaved }: { server: MailServer; onSaved: (s: MailServer) => void }) {
  const { api } = useWorkspace();
  const action = useAction("host", "port", "security", "username", "password", "sender");
  const [form, setForm] = useState<MailSetting>({
    host: server.host,
    port: server.port || 587,
    security: server.security || "starttls",
    username: server.username,
    sender: server.sender,
  });
  const [password, setPassword] = useState("");
  const set = (change: Partial<MailSetting>) => setForm({ ...form, ...change });
  return (
    <form
      class="panel"
      aria-label="Mail server"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          onSaved(await setMailServer(api, { ...form, ...(password ? { password } : {}) }));
          setPassword("");
        });
      }}
    >
      <h2>{server.set ? "Change it" : "Set a mail server"}</h2>
      <Select
        label="Encryption"
        value={form.security}
        onInput={(s) => {
          const customary = Object.values(ports).includes(form.port);
          const next = s as Security;
          set({ security: next, ...(customary ? { port: ports[next] } : {}) });
        }}
        error={action.fieldError("security")}
      >
        <option value="starttls">STARTTLS</option>
        <option value="tls">TLS from the first byte</option>
        <option value="none">None: nobody signs in</option>
      </Select>
      <div class="field-row">
        <Field
          label="Host"
          value={form.host}
          onInput={(host) => set({ host })}
          required
          placeholder="mail.example.org"
          autocomplete="off"
          error={action.fieldError("host")}
        />
        <div class="field field-short">
          <label for="mail-port">Port</label>
          <input
            id="mail-port"
            type="number"
            min={1}
            max={65535}
            required
            value={form.port}
            aria-invalid={action.fieldError("port") ? "true" : undefined}
            onInput={(e) => set({ port: e.currentTarget.valueAsNumber || 0 })}
          />
          {action.fieldError("port") && (
            <p class="field-error" role="alert">
              {action.fieldError("port")}
            </p>
          )}
        </div>
      </div>
      <Field
        label="Mail comes from"
        type="email"
        value={form.sender}
        onInput={(sender) => set({ sender })}
        required
        placeholder="stoa@example.org"
        autocomplete="off"
        error={action.fieldError("sender")}
      />
      {form.security !== "none" && (
        <>
          <Field
            label="User name"
            value={form.username}
            onInput={(username) => set({ username })}
            autocomplete="off"
            hint="Empty when the server asks for none."
            error={action.fieldError("username")}
          />
          {form.username && (
            <Field
              label="Password"
              type="password"
              value={password}
              onInput={setPassword}
              autocomplete="new-password"
              hint={
                server.has_password ? "Leave it empty to keep the one that is set." : "It is kept encrypted."
              }
              error={action.fieldError("password")}
            />
          )}
        </>
      )}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Save
        </button>
      </div>
    </form>
  );
}

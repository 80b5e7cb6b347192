import { useState } from "preact/hooks";
import type { NewTokenPart } from "../api/types";
import { MadeToken } from "../integrate/MadeToken";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { Empty, Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useFind } from "../ui/useFind";
import { useLoad } from "../ui/useLoad";
import { makeV1Token, type V1Token, v1Tokens } from "./tokenapi";

/** V1TokensPage is the vendor's page of tokens for API v1: what there is, what it is used for, and a new one. */
export function V1TokensPage() {
  const { api } = useWorkspace();
  const loaded = useLoad("v1 tokens", () => v1Tokens(api));
  const [made, setMade] = useState<{ name: string; v1: NewTokenPart }>();
  return (
    <>
      <p class="lead">
        Tokens of API v1 are for what was written for it. A notification token posts to rooms; an admin token
        may do everything, so give it to what provisions accounts and nothing else. New integrations are
        better made <em>in their room</em>, with its own token of API v2.
      </p>
      {made ? (
        <MadeToken made={{ name: made.name, v2: null, v1: made.v1 }} onDone={() => setMade(undefined)} />
      ) : (
        <TokenForm
          onMade={(m) => {
            setMade(m);
            loaded.reload();
          }}
        />
      )}
      <h2 class="list-title">Tokens of API v1</h2>
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      {!loaded.value && !loaded.error && <Loading what="the tokens" />}
      {loaded.value?.length === 0 && <Empty title="None: nothing here needs API v1." />}
      {loaded.value && loaded.value.length > 0 && <Tokens tokens={loaded.value} onChanged={loaded.reload} />}
    </>
  );
}

function TokenForm({ onMade }: { onMade: (made: { name: string; v1: NewTokenPart }) => void }) {
  const { api } = useWorkspace();
  const action = useAction("name", "v1");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"notification" | "admin">("notification");
  return (
    <form
      class="panel"
      aria-label="New token"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => onMade(await makeV1Token(api, name.trim(), kind)));
      }}
    >
      <Field
        label="Label"
        value={name}
        onInput={setName}
        required
        maxLength={50}
        dir="auto"
        autocomplete="off"
        hint="What it is for, for example Nagios."
        error={action.fieldError("name")}
      />
      <Select label="Type" value={kind} onInput={(k) => setKind(k === "admin" ? "admin" : "notification")}>
        <option value="notification">Notification</option>
        <option value="admin">Admin</option>
      </Select>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Create
        </button>
      </div>
    </form>
  );
}

function Tokens({ tokens, onChanged }: { tokens: V1Token[]; onChanged: () => void }) {
  const { api } = useWorkspace();
  const [revoking, setRevoking] = useState<V1Token>();
  const { box, shown, below } = useFind(tokens, "tokens", (t) => t.name);
  return (
    <>
      {box}
      <ul class="list">
        {shown.map((t) => (
          <Row key={t.id} token={t} onRevoke={() => setRevoking(t)} />
        ))}
      </ul>
      {below}
      {revoking && (
        <Confirm
          title="Revoke the token?"
          text={`What uses ${revoking.name} will be refused from now on. This cannot be undone.`}
          verb="Revoke"
          onClose={() => setRevoking(undefined)}
          onConfirm={async () => {
            await api.revokeToken(revoking.id);
            onChanged();
          }}
        />
      )}
    </>
  );
}

function Row({ token: t, onRevoke }: { token: V1Token; onRevoke: () => void }) {
  const { people } = useWorkspace();
  const by = t.user_id === null ? undefined : people.users.value.get(t.user_id)?.name;
  return (
    <li class="list-item addon">
      <div class="list-main">
        <p class="list-name" dir="auto">
          {t.name} <span class="badge">{t.kind === "v1_admin" ? "Admin" : "Notification"}</span>
          {t.room_id !== undefined && <span class="badge">one room</span>}
        </p>
        <p class="list-note" dir="auto">
          {by ? `By ${by}` : "By somebody who is gone"} · created {shortTime(t.created)} ·{" "}
          {t.last_used ? `last used ${shortTime(t.last_used)}` : "never used"}
        </p>
        {t.uses.length > 0 && <Uses of={t} />}
      </div>
      <div class="addon-actions">
        <button type="button" class="button" aria-label={`Revoke ${t.name}`} onClick={onRevoke}>
          Revoke
        </button>
      </div>
    </li>
  );
}

/** Uses says what is left to move to API v2, and what to call there. */
function Uses({ of: t }: { of: V1Token }) {
  return (
    <details>
      <summary class="list-note">
        {t.uses.reduce((n, u) => n + u.calls, 0)} calls of {t.uses.map((u) => u.method).join(", ")}
      </summary>
      <ul class="scopes">
        {t.uses.map((u) => (
          <li key={u.method} class="wrap">
            <code>{u.method}</code> {u.calls} times, last {shortTime(u.last_used)} from {u.address}
            {u.user_agent && ` (${u.user_agent})`}
            {u.successor && (
              <p class="list-note">
                In API v2:{" "}
                <a href={u.successor.docs} target="_blank" rel="noreferrer">
                  {u.successor.method} {u.successor.path}
                </a>
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

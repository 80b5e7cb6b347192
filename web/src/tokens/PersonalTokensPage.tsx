import { useState } from "preact/hooks";
import type { Api } from "../api/api";
import type { NewTokenPart } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Secret } from "../ui/Secret";
import { Empty, Failure, Loading, Page } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";

interface Scope {
  id: string;
  name: string;
  description: string;
}

interface PersonalToken {
  id: number;
  name: string;
  scopes: string[];
  created: string;
  last_used: string | null;
  expires: string | null;
}

const personalTokens = (api: Api) =>
  api.call<{ items: PersonalToken[]; scopes: Scope[] }>("GET", "/api/me/tokens");
const makePersonalToken = (api: Api, name: string, scopes: string[]) =>
  api.call<PersonalToken & NewTokenPart>("POST", "/api/me/tokens", { name, scopes });

/** PersonalTokensPage is the vendor's page of one's own tokens for API v2. spec: product, 10 */
export function PersonalTokensPage() {
  const { api } = useWorkspace();
  const loaded = useLoad("personal tokens", () => personalTokens(api));
  const [made, setMade] = useState<PersonalToken & NewTokenPart>();
  const [revoking, setRevoking] = useState<PersonalToken>();
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="API tokens" back="/account">
        <p class="lead">
          A token of yours lets a script act as you through API v2, within the scopes that you give it. An
          integration of a room is better made on that room's Integrate page; one that wants a token of API v1
          needs an administrator's.
        </p>
        {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
        {!loaded.value && !loaded.error && <Loading what="your tokens" />}
        {made && <Made made={made} onDone={() => setMade(undefined)} />}
        {loaded.value && !made && (
          <TokenForm
            scopes={loaded.value.scopes}
            onMade={(m) => {
              setMade(m);
              loaded.reload();
            }}
          />
        )}
        <h2 class="list-title">Your tokens</h2>
        {loaded.value?.items.length === 0 && <Empty title="None yet." />}
        <ul class="list">
          {loaded.value?.items.map((t) => (
            <li key={t.id} class="list-item">
              <div class="list-main">
                <p class="list-name" dir="auto">
                  {t.name}
                </p>
                <p class="list-note">
                  {t.scopes.join(", ")} · created {shortTime(t.created)} ·{" "}
                  {t.last_used ? `last used ${shortTime(t.last_used)}` : "never used"}
                  {t.expires && ` · expires ${shortTime(t.expires)}`}
                </p>
              </div>
              <button
                type="button"
                class="button"
                aria-label={`Revoke ${t.name}`}
                onClick={() => setRevoking(t)}
              >
                Revoke
              </button>
            </li>
          ))}
        </ul>
        {revoking && (
          <Confirm
            title="Revoke the token?"
            text={`What uses ${revoking.name} will be refused from now on. This cannot be undone.`}
            verb="Revoke"
            onClose={() => setRevoking(undefined)}
            onConfirm={async () => {
              await api.revokeToken(revoking.id);
              loaded.reload();
            }}
          />
        )}
      </Page>
    </main>
  );
}

function Made({ made, onDone }: { made: NewTokenPart & { name: string }; onDone: () => void }) {
  return (
    <section class="panel panel-made" aria-label="New token">
      <h2 dir="auto">{made.name} is ready</h2>
      <p>Copy it now: it is shown only once.</p>
      <Secret heading="h3" label="Token" name="the token" text={made.token} />
      <Secret heading="h3" label="Try it in a shell" name="the example" text={made.curl} />
      <div class="actions">
        <button type="button" class="button button-primary" onClick={onDone}>
          Done
        </button>
      </div>
    </section>
  );
}

interface FormProps {
  scopes: Scope[];
  onMade: (made: PersonalToken & NewTokenPart) => void;
}

function TokenForm({ scopes, onMade }: FormProps) {
  const { api } = useWorkspace();
  const action = useAction("name", "scopes");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const toggle = (id: string, on: boolean) =>
    setChosen(on ? [...chosen, id] : chosen.filter((s) => s !== id));
  return (
    <form
      class="panel"
      aria-label="New token"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => onMade(await makePersonalToken(api, name.trim(), chosen)));
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
        hint="What it is for, for example Backup script."
        error={action.fieldError("name")}
      />
      <fieldset>
        <legend>Scopes</legend>
        {scopes.map((s) => (
          <label key={s.id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(s.id)}
              onChange={(e) => toggle(s.id, e.currentTarget.checked)}
            />
            <span>
              {s.name} <code>{s.id}</code>
              <small class="check-hint">{s.description}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {(action.error ?? action.fieldError("scopes")) && (
        <p class="field-error" role="alert">
          {action.error ?? action.fieldError("scopes")}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy || chosen.length === 0}>
          Create
        </button>
      </div>
    </form>
  );
}

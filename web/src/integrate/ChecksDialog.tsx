import { useEffect, useState } from "preact/hooks";
import { Check } from "../admin/signin/Check";
import { TextArea } from "../admin/signin/TextArea";
import type { Token } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { type HookChecks, hookChecks, setHookChecks } from "./checkapi";

const schemes = [
  ["", "Not signed"],
  ["github", "GitHub, Gitea, Forgejo"],
  ["gitlab", "GitLab's secret token"],
  ["slack", "Slack's signing secret"],
  ["sentry", "Sentry"],
  ["standard", "Standard Webhooks"],
] as const;

/** ChecksDialog says what calls with a token's hook address must prove besides. */
export function ChecksDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { api } = useWorkspace();
  const loaded = useLoad(`checks ${token.id}`, () => hookChecks(api, token.id));
  return (
    <Dialog title={`Checks of ${token.name}`} onClose={onClose}>
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      {!loaded.value && !loaded.error && <Loading what="the checks" />}
      {loaded.value && <Form token={token} was={loaded.value} onClose={onClose} />}
    </Dialog>
  );
}

interface FormProps {
  token: Token;
  was: HookChecks;
  onClose: () => void;
}

function Form({ token, was, onClose }: FormProps) {
  const { api } = useWorkspace();
  const action = useAction("scheme", "secret", "networks");
  const [scheme, setScheme] = useState(was.scheme);
  const [secret, setSecret] = useState("");
  const [networks, setNetworks] = useState(was.networks.join("\n"));
  const [collapse, setCollapse] = useState(was.collapse_bursts);
  const kept = was.has_secret && scheme === was.scheme;
  useEffect(() => setSecret(""), [scheme]);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          await setHookChecks(api, token.id, {
            scheme,
            secret,
            networks: networks.split(/[\s,]+/),
            collapse_bursts: collapse,
          });
          onClose();
        });
      }}
    >
      <div class="field">
        <p class="field-hint">
          A call that fails a check is refused with the reason, and stands in the log of calls. A token whose
          calls must be signed is good for its /hook address alone; networks are compared wherever it is used.
        </p>
      </div>
      <Select label="Signed by" value={scheme} onInput={setScheme} error={action.fieldError("scheme")}>
        {schemes.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      {scheme && (
        <Field
          label="Secret"
          type="password"
          autocomplete="off"
          value={secret}
          onInput={setSecret}
          required={!kept}
          maxLength={500}
          hint={
            kept
              ? "Leave it empty to keep the one that there is."
              : "The same as in the tool, at least 8 characters."
          }
          error={action.fieldError("secret")}
        />
      )}
      <TextArea
        label="Allowed networks"
        value={networks}
        onInput={setNetworks}
        hint="One in a line, like 10.0.0.0/8. Empty: calls may come from anywhere."
        error={action.fieldError("networks")}
      />
      <Check
        label="Collapse bursts"
        checked={collapse}
        onChange={setCollapse}
        hint="What comes too quickly to /hook is counted in one message. Otherwise it is refused."
      />
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Save
        </button>
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}

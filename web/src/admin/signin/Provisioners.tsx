import { useState } from "preact/hooks";
import { shortTime } from "../../text/time";
import { Confirm } from "../../ui/Confirm";
import { Secret } from "../../ui/Secret";
import { useAction } from "../../ui/useAction";
import { ProvisionerForm } from "./ProvisionerForm";
import { SourceLine } from "./SourceLine";
import { type MadeProvisioningToken, type ShownProvisioner, sourceApi } from "./sourceapi";

interface Props {
  all: ShownProvisioner[];
  doors: { key: string; name: string }[];
  onChanged: () => void;
}

/** Provisioners lists the identity providers that keep accounts by SCIM, describes one, and makes its token. */
export function Provisioners({ all, doors, onChanged }: Props) {
  const [open, setOpen] = useState<ShownProvisioner | "new">();
  const [made, setMade] = useState<MadeProvisioningToken & { name: string }>();
  if (open) {
    const close = () => setOpen(undefined);
    return (
      <ProvisionerForm
        provisioner={open === "new" ? undefined : open}
        doors={doors}
        onSaved={() => {
          close();
          onChanged();
        }}
        onCancel={close}
      />
    );
  }
  return (
    <>
      <p class="list-note">
        Entra ID, Okta and others make accounts here, change them, and deactivate them when somebody leaves.
        Whoever is deactivated is outside at once. The owner's account stays the owner's.
      </p>
      {made && <Made made={made} onDone={() => setMade(undefined)} />}
      <ul class="list">
        {all.map((p) => (
          <SourceLine
            key={p.key}
            source={{ ...p, fixed: false }}
            place={p.url}
            removal="The accounts that it keeps stay as they are, and nobody keeps them. Its token is good for nothing from now on."
            onEdit={() => setOpen(p)}
            onRemoved={onChanged}
          >
            <Token
              of={p}
              onMade={(token) => {
                setMade({ ...token, name: p.name });
                onChanged();
              }}
              onChanged={onChanged}
            />
          </SourceLine>
        ))}
      </ul>
      <div class="actions">
        <button type="button" class="button" onClick={() => setOpen("new")}>
          Add provisioning
        </button>
      </div>
    </>
  );
}

/** Token says which token there is, and makes another one. */
function Token({
  of: p,
  onMade,
  onChanged,
}: {
  of: ShownProvisioner;
  onMade: (token: MadeProvisioningToken) => void;
  onChanged: () => void;
}) {
  const action = useAction();
  const [asking, setAsking] = useState<"another" | "revoke">();
  const make = async () => onMade(await sourceApi.makeProvisioningToken(p.key));
  return (
    <>
      <p class="list-note">
        {p.token
          ? `Token of ${shortTime(p.token.created)}, ${p.token.last_used ? `last used ${shortTime(p.token.last_used)}` : "never used"}`
          : "It has no token yet."}
      </p>
      <p class="source-token">
        <button
          type="button"
          class="button"
          disabled={action.busy}
          aria-label={`${p.token ? "Make another token" : "Make a token"} for ${p.name}`}
          onClick={() => (p.token ? setAsking("another") : void action.run(make))}
        >
          {p.token ? "Make another token" : "Make a token"}
        </button>
        {p.token && (
          <button
            type="button"
            class="button"
            aria-label={`Revoke the token of ${p.name}`}
            onClick={() => setAsking("revoke")}
          >
            Revoke
          </button>
        )}
      </p>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      {asking && (
        <Confirm
          title={asking === "another" ? "Make another token?" : "Revoke the token?"}
          text={`The token that ${p.name} has now will be refused from now on.`}
          verb={asking === "another" ? "Make another" : "Revoke"}
          onClose={() => setAsking(undefined)}
          onConfirm={async () => {
            if (asking === "another") {
              await make();
              return;
            }
            await sourceApi.revokeProvisioningToken(p.key);
            onChanged();
          }}
        />
      )}
    </>
  );
}

/** Made shows a new token, the one time that it can be shown. */
function Made({ made, onDone }: { made: MadeProvisioningToken & { name: string }; onDone: () => void }) {
  return (
    <section class="panel panel-made" aria-label="New token">
      <h3 dir="auto">The token for {made.name} is ready</h3>
      <p>Give both to the identity provider. The token is shown only once.</p>
      <div class="token-part">
        <Secret
          heading="h4"
          region="Address for SCIM"
          label="Address (tenant URL, base URL)"
          name="the address for SCIM"
          text={made.url}
        />
        <Secret
          heading="h4"
          region="Token for SCIM"
          label="Token (secret token, bearer token)"
          name="the token for SCIM"
          text={made.token}
        />
      </div>
      <div class="actions">
        <button type="button" class="button button-primary" onClick={onDone}>
          Done
        </button>
      </div>
    </section>
  );
}

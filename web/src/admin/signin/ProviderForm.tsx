import { useState } from "preact/hooks";
import { CopyButton } from "../../ui/CopyButton";
import { Field } from "../../ui/Field";
import { useAction } from "../../ui/useAction";
import { Check } from "./Check";
import { GroupFields } from "./GroupFields";
import { SourceActions } from "./SourceActions";
import {
  type Finding,
  keyFrom,
  lines,
  listed,
  type Provider,
  type ShownProvider,
  sourceApi,
} from "./sourceapi";

interface Props {
  /** Nothing for a new one. */
  provider: ShownProvider | undefined;
  onSaved: () => void;
  onCancel: () => void;
}

/** ProviderForm describes a provider of OpenID Connect, and tries it out. */
export function ProviderForm({ provider, onSaved, onCancel }: Props) {
  const fields = ["key", "name", "issuer", "client_id", "client_secret", "scopes", "domains", "role_claim"];
  const action = useAction(...fields, "members", "admins");
  const [found, setFound] = useState<Finding[]>();
  const [p, set] = useState(() => textsOf(provider));
  const change = (patch: Partial<Texts>) => set({ ...p, ...patch });
  const key = provider?.key ?? keyFrom(p.name);
  const redirect = provider?.redirect_url ?? `${location.origin}/sign-in/with/${key || "…"}/callback`;
  return (
    <form
      class="source-form"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          await sourceApi.saveProvider(described(key, p));
          onSaved();
        });
      }}
    >
      <fieldset disabled={provider?.fixed} class="plain">
        <Field
          label="Name"
          focus
          required
          maxLength={50}
          dir="auto"
          value={p.name}
          onInput={(name) => change({ name })}
          hint="Stands on the button: Sign in with …"
          error={action.fieldError("name") ?? action.fieldError("key")}
        />
        <Field
          label="Issuer"
          type="url"
          required
          value={p.issuer}
          onInput={(issuer) => change({ issuer })}
          placeholder="https://sso.example.org"
          hint="Its address, as it calls itself."
          error={action.fieldError("issuer")}
        />
        <div class="secret">
          <span class="wrap">
            Redirect address, to be named there: <code>{redirect}</code>
          </span>
          <CopyButton text={redirect} name="the redirect address" />
        </div>
        <div class="field-pair">
          <Field
            label="Client ID"
            required
            value={p.client_id}
            onInput={(client_id) => change({ client_id })}
            error={action.fieldError("client_id")}
          />
          <Field
            label="Client secret"
            type="password"
            autocomplete="off"
            value={p.client_secret}
            onInput={(client_secret) => change({ client_secret })}
            placeholder={provider?.has_secret ? "Stays as it is" : ""}
            error={action.fieldError("client_secret")}
          />
        </div>
        <Field
          label="Domains whose people get an account"
          value={p.domains}
          onInput={(domains) => change({ domains })}
          placeholder="example.org example.net"
          hint="Made when they first come in, by an address that the provider has verified. Empty: nobody gets one; * for everybody whom it lets in."
          error={action.fieldError("domains")}
        />
        <Check
          label="Accounts that are there already belong to who has the same verified address"
          hint="Administrators' too. The owner's never does."
          checked={p.adopt}
          onChange={(adopt) => change({ adopt })}
        />
        <Check
          label="Its addresses count as verified where it does not say that they are not"
          hint="For providers that never say email_verified, and where nobody chooses their own address."
          checked={p.assume_verified}
          onChange={(assume_verified) => change({ assume_verified })}
        />
        <Check
          label="Signing out here signs out there"
          checked={p.sign_out}
          onChange={(sign_out) => change({ sign_out })}
        />
        <details open={p.role_claim !== "" || p.scopes !== ""}>
          <summary>Groups and scopes</summary>
          <Field
            label="Scopes to ask for, besides openid"
            value={p.scopes}
            onInput={(scopes) => change({ scopes })}
            placeholder="profile email"
            error={action.fieldError("scopes")}
          />
          <Field
            label="Claim with a person's groups"
            value={p.role_claim}
            onInput={(role_claim) => change({ role_claim })}
            placeholder="groups"
            error={action.fieldError("role_claim")}
          />
          <GroupFields of={p} action={action} onChange={change} />
        </details>
        <Check
          label="On the sign-in page"
          checked={!p.disabled}
          onChange={(on) => change({ disabled: !on })}
        />
      </fieldset>
      <SourceActions
        action={action}
        fixed={provider?.fixed}
        found={found}
        onLook={async () => setFound(await sourceApi.lookAtProvider(described(key, p)))}
        onCancel={onCancel}
      />
    </form>
  );
}

type Lists = "scopes" | "domains" | "members" | "admins";

/** Texts is a provider as it stands in the form. */
type Texts = Omit<Provider, "key" | Lists | "client_secret"> & Record<Lists | "client_secret", string>;

function textsOf(p: ShownProvider | undefined): Texts {
  const text = (list: string[] | null | undefined, between = " ") => (list ?? []).join(between);
  return {
    name: p?.name ?? "",
    disabled: p?.disabled ?? false,
    issuer: p?.issuer ?? "",
    client_id: p?.client_id ?? "",
    client_secret: "",
    scopes: text(p?.scopes),
    domains: text(p?.domains),
    adopt: p?.adopt ?? false,
    assume_verified: p?.assume_verified ?? false,
    role_claim: p?.role_claim ?? "",
    members: text(p?.members, "\n"),
    admins: text(p?.admins, "\n"),
    sign_out: p?.sign_out ?? false,
  };
}

function described(key: string, p: Texts): Provider {
  return {
    ...p,
    key,
    scopes: listed(p.scopes),
    domains: listed(p.domains),
    members: lines(p.members),
    admins: lines(p.admins),
  };
}

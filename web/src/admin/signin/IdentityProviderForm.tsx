import { useState } from "preact/hooks";
import { CopyButton } from "../../ui/CopyButton";
import { Field } from "../../ui/Field";
import { useAction } from "../../ui/useAction";
import { Check } from "./Check";
import { GroupFields } from "./GroupFields";
import { SourceActions } from "./SourceActions";
import {
  type Finding,
  type IdentityProvider,
  keyFrom,
  lines,
  listed,
  type ShownIdentityProvider,
  sourceApi,
} from "./sourceapi";
import { TextArea } from "./TextArea";

interface Props {
  /** Nothing for a new one. */
  provider: ShownIdentityProvider | undefined;
  onSaved: () => void;
  onCancel: () => void;
}

/** IdentityProviderForm describes an identity provider of SAML, and tries it out. */
export function IdentityProviderForm({ provider, onSaved, onCancel }: Props) {
  const [p, set] = useState(() => textsOf(provider));
  const action = useAction(...Object.keys(p), "key");
  const [found, setFound] = useState<Finding[]>();
  const change = (patch: Partial<Texts>) => set({ ...p, ...patch });
  const key = provider?.key ?? keyFrom(p.name);
  const own = `${location.origin}/sign-in/with/${key || "…"}`;
  const text = (name: TextName, label: string, more: Partial<Parameters<typeof Field>[0]> = {}) => (
    <Field
      label={label}
      value={p[name]}
      onInput={(value) => change({ [name]: value })}
      error={action.fieldError(name)}
      {...more}
    />
  );
  return (
    <form
      class="source-form"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          await sourceApi.saveIdentityProvider(described(key, p));
          onSaved();
        });
      }}
    >
      <fieldset disabled={provider?.fixed} class="plain">
        {text("name", "Name", {
          focus: true,
          required: true,
          maxLength: 50,
          dir: "auto",
          hint: "Stands on the button: Sign in with …",
          error: action.fieldError("name") ?? action.fieldError("key"),
        })}
        <Told
          name="What this server is called there (entity ID, metadata)"
          is={provider?.own_metadata_url ?? `${own}/metadata`}
        />
        <Told
          name="Where people are sent back to (ACS, reply address)"
          is={provider?.consumer_url ?? `${own}/acs`}
        />
        {text("metadata_url", "Address of its metadata", {
          type: "url",
          placeholder: "https://login.example.org/metadata.xml",
        })}
        <TextArea
          label="Or its metadata"
          value={p.metadata}
          onInput={(metadata) => change({ metadata })}
          hint="The XML, where it has no address."
          error={action.fieldError("metadata")}
        />
        {text("domains", "Domains whose people get an account", {
          placeholder: "example.org example.net",
          hint: "Made when they first come in. Empty: nobody gets one; * for everybody whom it lets in.",
        })}
        <Check
          label="Accounts that are there already belong to who has the same address"
          hint="Administrators' too. The owner's never does."
          checked={p.adopt}
          onChange={(adopt) => change({ adopt })}
        />
        <details open={opened.some((name) => p[name] !== "") || p.sign}>
          <summary>Attributes, groups, signatures</summary>
          <p class="field-hint">What is empty is looked for under the names that are usual.</p>
          <div class="field-pair">
            {text("subject", "What never changes", { placeholder: "the NameID" })}
            {text("email", "E-mail")}
            {text("person", "Name")}
            {text("mention", "Mention name")}
          </div>
          {text("groups", "Attribute with a person's groups", { placeholder: "groups" })}
          <GroupFields of={p} action={action} onChange={change} />
          {text("entity_id", "What it calls itself (entity ID)", {
            hint: "Empty: as its metadata says, which must describe one identity provider then.",
          })}
          <Check
            label="Requests are signed"
            hint="With a key that is made here when this is saved; its certificate stands in this server's metadata."
            checked={p.sign}
            onChange={(sign) => change({ sign })}
          />
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
        onLook={async () => setFound(await sourceApi.lookAtIdentityProvider(described(key, p)))}
        onCancel={onCancel}
      />
    </form>
  );
}

/** Told is an address of this server that is to be named at the identity provider. */
function Told({ name, is }: { name: string; is: string }) {
  return (
    <div class="secret">
      <span class="wrap">
        {name}: <code>{is}</code>
      </span>
      <CopyButton text={is} name={name} />
    </div>
  );
}

type Lists = "domains" | "members" | "admins";

/** Texts is an identity provider as it stands in the form. */
type Texts = Omit<IdentityProvider, "key" | Lists> & Record<Lists, string>;

type TextName = { [name in keyof Texts]: Texts[name] extends string ? name : never }[keyof Texts];

/** What stands in the folded part of the form. */
const opened: TextName[] = ["subject", "email", "person", "mention", "groups"];

function textsOf(p: ShownIdentityProvider | undefined): Texts {
  return {
    name: p?.name ?? "",
    disabled: p?.disabled ?? false,
    entity_id: p?.entity_id ?? "",
    metadata_url: p?.metadata_url ?? "",
    metadata: p?.metadata ?? "",
    subject: p?.subject ?? "",
    email: p?.email ?? "",
    person: p?.person ?? "",
    mention: p?.mention ?? "",
    groups: p?.groups ?? "",
    domains: (p?.domains ?? []).join(" "),
    adopt: p?.adopt ?? false,
    members: (p?.members ?? []).join("\n"),
    admins: (p?.admins ?? []).join("\n"),
    sign: p?.sign ?? false,
  };
}

function described(key: string, p: Texts): IdentityProvider {
  return { ...p, key, domains: listed(p.domains), members: lines(p.members), admins: lines(p.admins) };
}

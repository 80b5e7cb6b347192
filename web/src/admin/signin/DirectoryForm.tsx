import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { useAction } from "../../ui/useAction";
import { Check } from "./Check";
import { SourceActions } from "./SourceActions";
import {
  type Directory,
  type Finding,
  keyFrom,
  listed,
  type Preset,
  type ShownDirectory,
  sourceApi,
} from "./sourceapi";
import { TextArea } from "./TextArea";

interface Props {
  /** Nothing for a new one. */
  directory: ShownDirectory | undefined;
  presets: Preset[];
  onSaved: () => void;
  onCancel: () => void;
}

/** DirectoryForm describes a directory, and tries it out, with somebody's password if wanted. */
export function DirectoryForm({ directory, presets, onSaved, onCancel }: Props) {
  const [d, set] = useState(() => textsOf(directory));
  const action = useAction(...Object.keys(d), "key");
  const [found, setFound] = useState<Finding[]>();
  const [trial, setTrial] = useState({ login: "", password: "" });
  const change = (patch: Partial<Texts>) => set({ ...d, ...patch });
  const key = directory?.key ?? keyFrom(d.name);
  const preset = presets.find((p) => p.id === d.preset) ?? presets[presets.length - 1];
  const text = (name: keyof Texts, label: string, more: Partial<Parameters<typeof Field>[0]> = {}) => (
    <Field
      label={label}
      value={String(d[name])}
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
          await sourceApi.saveDirectory(described(key, d));
          onSaved();
        });
      }}
    >
      <fieldset disabled={directory?.fixed} class="plain">
        {text("name", "Name", {
          focus: true,
          required: true,
          maxLength: 50,
          dir: "auto",
          error: action.fieldError("name") ?? action.fieldError("key"),
        })}
        <div class="field-pair">
          <Select
            label="Product"
            value={d.preset}
            onInput={(value) => change({ preset: value })}
            error={action.fieldError("preset")}
          >
            {presets.map((p) => (
              <option key={p.id} value={p.id}>
                {p.name}
              </option>
            ))}
          </Select>
          <Select
            label="Encryption"
            value={d.tls}
            onInput={(value) => change({ tls: value })}
            error={action.fieldError("tls")}
          >
            <option value="starttls">StartTLS</option>
            <option value="ldaps">TLS (ldaps)</option>
            <option value="none">None: passwords travel readable</option>
          </Select>
          {text("host", "Host", { required: true, placeholder: "ldap.example.org" })}
          {text("port", "Port", { placeholder: d.tls === "ldaps" ? "636" : "389" })}
          {text("bind_dn", "Who looks people up (bind DN)", {
            placeholder: "cn=reader,dc=example,dc=org",
            hint: "Empty: the directory answers anybody.",
          })}
          {text("bind_password", "Its password", {
            type: "password",
            autocomplete: "off",
            placeholder: directory?.has_secret ? "Stays as it is" : "",
          })}
        </div>
        {text("base", "Below which people are (base)", { placeholder: "ou=people,dc=example,dc=org" })}
        {text("filter", "Who of it may sign in (filter)", { placeholder: preset?.filter ?? "" })}
        <Check
          label="Who has no account here gets one"
          hint="When they first sign in."
          checked={!d.known_only}
          onChange={(on) => change({ known_only: !on })}
        />
        <Check
          label="Accounts that are there already belong to who has the same address"
          hint="Their password here is forgotten then. The owner's account never does."
          checked={d.adopt}
          onChange={(adopt) => change({ adopt })}
        />
        <details>
          <summary>Attributes, administrators, certificate, sync</summary>
          <div class="field-pair">
            {text("login", "Attributes to sign in by", { placeholder: preset?.login?.join(" ") ?? "" })}
            {text("subject", "What never changes", { placeholder: preset?.subject ?? "" })}
            {text("person", "Name", { placeholder: preset?.person ?? "" })}
            {text("email", "E-mail", { placeholder: preset?.email ?? "" })}
            {text("title", "Title", { placeholder: preset?.title ?? "" })}
            {text("mention", "Mention name", { placeholder: preset?.mention ?? "" })}
          </div>
          {text("admins", "Who is an administrator here (filter)", {
            placeholder: "(memberOf=cn=chat-admins,ou=groups,dc=example,dc=org)",
            hint: "Looked at whenever somebody signs in, and in each sync. Empty: nobody is made or unmade.",
          })}
          <TextArea
            label="Authorities that its certificate must be of (PEM)"
            value={d.ca}
            onInput={(ca) => change({ ca })}
            hint="Empty: those that the server trusts."
            error={action.fieldError("ca")}
          />
          {text("sync", "Minutes between two looks at who is gone", {
            placeholder: "60",
            hint: "-1: never. Who is gone is deactivated, and comes back with the directory.",
          })}
        </details>
        <Check
          label="In use"
          hint="Off: nobody of it signs in, and nobody is deactivated."
          checked={!d.disabled}
          onChange={(on) => change({ disabled: !on })}
        />
      </fieldset>
      <fieldset class="plain trial">
        <legend class="field-hint">
          To try it out with somebody's name and password, which are not kept:
        </legend>
        <div class="field-pair">
          <Field
            label="Name"
            autocomplete="off"
            value={trial.login}
            onInput={(login) => setTrial({ ...trial, login })}
          />
          <Field
            label="Password"
            type="password"
            autocomplete="off"
            value={trial.password}
            onInput={(password) => setTrial({ ...trial, password })}
          />
        </div>
      </fieldset>
      <SourceActions
        action={action}
        fixed={directory?.fixed}
        found={found}
        onLook={async () =>
          setFound(await sourceApi.lookAtDirectory(described(key, d), trial.login, trial.password))
        }
        onCancel={onCancel}
      />
    </form>
  );
}

/** Texts is a directory as it stands in the form. */
type Texts = Omit<Directory, "key" | "port" | "sync" | "login" | "bind_password"> &
  Record<"port" | "sync" | "login" | "bind_password", string>;

function textsOf(d: ShownDirectory | undefined): Texts {
  const number = (n: number | undefined) => (n ? String(n) : "");
  return {
    name: d?.name ?? "",
    disabled: d?.disabled ?? false,
    preset: d?.preset || "openldap",
    host: d?.host ?? "",
    port: number(d?.port),
    tls: d?.tls || "starttls",
    ca: d?.ca ?? "",
    bind_dn: d?.bind_dn ?? "",
    bind_password: "",
    base: d?.base ?? "",
    filter: d?.filter ?? "",
    admins: d?.admins ?? "",
    login: (d?.login ?? []).join(" "),
    subject: d?.subject ?? "",
    person: d?.person ?? "",
    email: d?.email ?? "",
    title: d?.title ?? "",
    mention: d?.mention ?? "",
    known_only: d?.known_only ?? false,
    adopt: d?.adopt ?? false,
    sync: number(d?.sync),
  };
}

function described(key: string, d: Texts): Directory {
  return { ...d, key, login: listed(d.login), port: numberOf(d.port), sync: numberOf(d.sync) };
}

/** numberOf reads a number; what is none is sent as one that the server refuses, so that it says so. */
function numberOf(text: string): number {
  const typed = text.trim();
  return /^(?:-?\d{1,6})?$/.test(typed) ? Number(typed) : -2;
}

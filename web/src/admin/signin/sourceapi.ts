import { request } from "../../api/request";
import type { Demand } from "../../api/secondstep";

/** A provider of OpenID Connect. */
export interface Provider {
  key: string;
  name: string;
  disabled: boolean;
  issuer: string;
  client_id: string;
  /** Only ever sent; empty keeps the one that there is. */
  client_secret?: string;
  scopes: string[] | null;
  domains: string[] | null;
  adopt: boolean;
  assume_verified: boolean;
  role_claim: string;
  members: string[] | null;
  admins: string[] | null;
  sign_out: boolean;
}

export interface Shown {
  has_secret: boolean;
  /** It stands in the server's file, and is changed there. */
  fixed: boolean;
}

export type ShownProvider = Provider & Shown & { redirect_url: string };

/** An identity provider of SAML 2.0. Attributes that are not named are looked for under the names that are usual. */
export interface IdentityProvider {
  key: string;
  name: string;
  disabled: boolean;
  entity_id: string;
  metadata_url: string;
  /** Where it has no address. */
  metadata: string;
  subject: string;
  email: string;
  person: string;
  mention: string;
  groups: string;
  domains: string[] | null;
  adopt: boolean;
  members: string[] | null;
  admins: string[] | null;
  /** Requests are signed. */
  sign: boolean;
}

export type ShownIdentityProvider = IdentityProvider &
  Omit<Shown, "has_secret"> & { own_metadata_url: string; consumer_url: string };

/** A directory of people that speaks LDAP. What is empty is as its preset says. */
export interface Directory {
  key: string;
  name: string;
  disabled: boolean;
  preset: string;
  host: string;
  port: number;
  tls: string;
  ca: string;
  bind_dn: string;
  /** Only ever sent; empty keeps the one that there is. */
  bind_password?: string;
  base: string;
  filter: string;
  admins: string;
  login: string[] | null;
  subject: string;
  person: string;
  email: string;
  title: string;
  mention: string;
  known_only: boolean;
  adopt: boolean;
  /** In minutes; 0 for an hour, -1 for never. */
  sync: number;
}

/** How a look at who is gone ended. */
export interface Sync {
  at: string;
  people: number;
  known: number;
  gone: string[];
  problem?: string;
}

export type ShownDirectory = Directory & Shown & { last_sync: Sync | null };

/** How a product keeps its people. */
export type Preset = Pick<
  Directory,
  "name" | "filter" | "login" | "subject" | "person" | "email" | "title" | "mention"
> & { id: string };

/** An identity provider that keeps accounts by SCIM. */
export interface Provisioner {
  key: string;
  name: string;
  disabled: boolean;
  /** The key of the provider by which its people come in; empty: none. */
  source: string;
  admins: string[] | null;
}

export type ShownProvisioner = Provisioner & {
  url: string;
  /** Null: it has none. */
  token: { created: string; last_used: string | null } | null;
};

/** A token as it is shown once. */
export interface MadeProvisioningToken {
  token: string;
  url: string;
}

export interface Sources {
  providers: ShownProvider[];
  identity_providers: ShownIdentityProvider[];
  directories: ShownDirectory[];
  provisioners: ShownProvisioner[];
  presets: Preset[];
  /** Whose passwords of this server are good. */
  passwords: "everybody" | "owner";
}

/** What a look at a source has found. */
export interface Finding {
  ok: boolean;
  text: string;
}

export interface DemandState {
  demand: Demand;
  /** How many people each demand would send to set up an authenticator. */
  without: Record<"administrators" | "everybody", number>;
}

const path = (kind: string, key: string) => `/api/admin/sign-in/${kind}/${encodeURIComponent(key)}`;

/** sourceApi is what an administrator does about how people sign in. */
export const sourceApi = {
  all: () => request<Sources>("GET", "/api/admin/sign-in"),
  remove: (key: string) => request<Sources>("DELETE", `/api/admin/sign-in/${encodeURIComponent(key)}`),
  saveProvider: ({ key, ...p }: Provider) => request<Sources>("PUT", path("providers", key), p),
  lookAtProvider: async ({ key, ...p }: Provider) =>
    (await request<{ items: Finding[] }>("POST", `${path("providers", key)}/look`, p)).items,
  saveIdentityProvider: ({ key, ...p }: IdentityProvider) =>
    request<Sources>("PUT", path("identity-providers", key), p),
  lookAtIdentityProvider: async ({ key, ...p }: IdentityProvider) =>
    (await request<{ items: Finding[] }>("POST", `${path("identity-providers", key)}/look`, p)).items,
  order: (keys: string[]) => request<Sources>("PUT", "/api/admin/sign-in/directories", { keys }),
  saveDirectory: ({ key, ...d }: Directory) => request<Sources>("PUT", path("directories", key), d),
  lookAtDirectory: async ({ key, ...d }: Directory, login: string, password: string) =>
    (
      await request<{ items: Finding[] }>("POST", `${path("directories", key)}/look`, {
        ...d,
        try_login: login,
        try_password: password,
      })
    ).items,
  sync: (key: string, anyway: boolean) =>
    request<Sync>("POST", `${path("directories", key)}/sync`, { anyway }),
  saveProvisioner: ({ key, ...p }: Provisioner) => request<Sources>("PUT", path("provisioners", key), p),
  makeProvisioningToken: (key: string) =>
    request<MadeProvisioningToken>("POST", `${path("provisioners", key)}/token`),
  revokeProvisioningToken: (key: string) => request<Sources>("DELETE", `${path("provisioners", key)}/token`),
  setPasswords: (passwords: Sources["passwords"]) =>
    request<Sources>("PUT", "/api/admin/sign-in/passwords", { passwords }),
  demand: () => request<DemandState>("GET", "/api/admin/second-step"),
  setDemand: (demand: Demand) => request<DemandState>("PUT", "/api/admin/second-step", { demand }),
};

/** listed reads what somebody typed with commas or spaces between. */
export function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter((t) => t !== "");
}

/** lines reads what somebody typed with one on each line: names of groups may have spaces and commas. */
export function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** keyFrom makes a key, as it stands in addresses, of a name. */
export function keyFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}

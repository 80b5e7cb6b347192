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

export interface Sources {
  providers: ShownProvider[];
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
  demand: () => request<DemandState>("GET", "/api/admin/second-step"),
  setDemand: (demand: Demand) => request<DemandState>("PUT", "/api/admin/second-step", { demand }),
};

/** listed reads what somebody typed with commas or spaces between. */
export function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter((t) => t !== "");
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

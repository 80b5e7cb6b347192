import type { Api } from "../api/api";
import type { Event } from "../api/types";

/** How what comes to a token's hook address is said. */
export interface HookTemplate {
  /** Empty: as it is built in. */
  source: string;
  /** Of whom it is for; none: of all. */
  formats: string[];
  keep_payloads: boolean;
  changed: string | null;
  /** Why it was not used the last time. */
  failure?: string;
  failed: string | null;
}

/** What a tool sent. */
export interface Sample {
  header: Record<string, string>;
  body: string;
}

export interface Payload extends Sample {
  id: number;
  received: string;
  format: string;
}

/** Where a template is wrong, and why. Lines and columns begin at 1. */
export interface Problem {
  line: number;
  column: number;
  message: string;
}

/** What a template makes of a payload, as the room would show it. */
export interface Rehearsal {
  event: Event;
  format: string;
  key: string;
  state: string;
  problem: Problem | null;
  /** A template to begin with. */
  guess?: string;
}

export interface Shipped {
  name: string;
  format: string;
  says: string;
  source: string;
}

/** What there is to begin with, and what a template may call. */
export interface Workshop {
  templates: Shipped[];
  functions: { usage: string; says: string }[];
  fields: string[];
  formats: string[];
}

export const workshop = (api: Api) => api.call<Workshop>("GET", "/api/templates");

export const hookTemplate = (api: Api, token: number) =>
  api.call<HookTemplate>("GET", `/api/tokens/${token}/template`);

export const setHookTemplate = (
  api: Api,
  token: number,
  template: Pick<HookTemplate, "source" | "formats" | "keep_payloads">,
) => api.call<HookTemplate>("PUT", `/api/tokens/${token}/template`, template);

export const payloads = async (api: Api, token: number) =>
  (await api.call<{ items: Payload[] }>("GET", `/api/tokens/${token}/payloads`)).items;

export const rehearse = (api: Api, token: number, source: string, { header, body }: Sample) =>
  api.call<Rehearsal>("POST", `/api/tokens/${token}/template/preview`, { source, header, body });

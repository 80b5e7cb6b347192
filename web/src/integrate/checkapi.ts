import type { Api } from "../api/api";

/** What calls with a token's hook address must prove. The secret itself is never shown. */
export interface HookChecks {
  scheme: string;
  has_secret: boolean;
  /** In CIDR; none: from anywhere. */
  networks: string[];
  /** What comes too quickly is counted in one message; else it is refused. */
  collapse_bursts: boolean;
}

export const hookChecks = (api: Api, token: number) =>
  api.call<HookChecks>("GET", `/api/tokens/${token}/checks`);

/** setHookChecks changes them. An empty secret leaves the one that there is. */
export const setHookChecks = (
  api: Api,
  token: number,
  checks: { scheme: string; secret: string; networks: string[]; collapse_bursts: boolean },
) => api.call<HookChecks>("PUT", `/api/tokens/${token}/checks`, checks);

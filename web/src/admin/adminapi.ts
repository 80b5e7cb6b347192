import { request } from "../api/request";

/** A part of a list, with the cursor of the next one, which the last has not. */
export interface PageOf<T> {
  items: T[];
  next?: string;
}

/** What an entry of the audit log says has changed. Of a secret there is only the name. */
export interface AuditChange {
  field: string;
  from?: string;
  to?: string;
}

/** An entry of the audit log. */
export interface AuditEntry {
  id: number;
  at: string;
  /** As "user.updated": what it was done to stands before the dot. */
  kind: string;
  actor: {
    user_id: number | null;
    name: string;
    /** "session", the kind of a token, or "server" for what happened by itself. */
    credential: string;
    token_id: number | null;
    installation_id: number | null;
  };
  target: { kind: string; id: number | null; name: string };
  changes: AuditChange[];
  address?: string;
  /** Whom the address says to speak for: true when it is the server's proxy. */
  forwarded_for?: string;
  request_id?: string;
}

export interface AuditFilter {
  person?: string;
  kind?: string;
  text?: string;
  since?: string;
  until?: string;
}

/** queryOf writes what is set of a filter as a query. */
export function queryOf(filter: object): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== "" && value !== false) query.set(name, String(value));
  }
  return query;
}

/** audit reads the audit log, newest first; with after only what is newer than that entry. */
export function audit(filter: AuditFilter, place: { cursor?: string | undefined; after?: number } = {}) {
  return request<PageOf<AuditEntry>>("GET", `/api/audit?${queryOf({ ...filter, ...place })}`);
}

import { ApiError, NetworkError } from "./errors";

/** A request without an answer for this long counts as lost. */
const timeoutMs = 20_000;

/**
 * request calls the API and gives the decoded answer; it throws ApiError or NetworkError. One that outlives the page
 * is sent even when the page is being closed.
 */
export async function request<T>(method: string, path: string, body?: unknown, outlive = false): Promise<T> {
  const [res, text] = await answered(path, {
    method,
    keepalive: outlive,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = parse(text);
  if (!res.ok) throw errorFrom(res, value);
  return value as T;
}

/** Kept is what was answered at a path, under the server's name for it. */
export interface Kept {
  tag: string;
  value: unknown;
}

/** again reads what may be long and is often as it was: then the server says only that, and what is kept is the answer. */
export async function again<T>(path: string, kept: Map<string, Kept>): Promise<T> {
  const last = kept.get(path);
  const [res, text] = await answered(path, { headers: last ? { "If-None-Match": last.tag } : {} });
  if (last && res.status === 304) return last.value as T;
  const value = parse(text);
  if (!res.ok) throw errorFrom(res, value);
  const tag = res.headers.get("ETag");
  if (tag) kept.set(path, { tag, value });
  return value as T;
}

async function answered(path: string, init: RequestInit): Promise<[Response, string]> {
  try {
    const res = await fetch(path, {
      ...init,
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return [res, await res.text()];
  } catch {
    throw new NetworkError();
  }
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorFrom(res: Response, value: unknown): ApiError {
  const error = (value as { error?: { message?: unknown; field?: unknown } } | undefined)?.error;
  const message = typeof error?.message === "string" && error.message !== "" ? error.message : res.statusText;
  const field = typeof error?.field === "string" ? error.field : undefined;
  return new ApiError(res.status, message || `The server answered ${res.status}.`, field);
}

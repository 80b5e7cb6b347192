import { ApiError, NetworkError } from "./errors";

/** A request without an answer for this long counts as lost. */
const timeoutMs = 20_000;

/**
 * request calls the API and gives the decoded answer; it throws ApiError or NetworkError. One that outlives the page
 * is sent even when the page is being closed.
 */
export async function request<T>(method: string, path: string, body?: unknown, outlive = false): Promise<T> {
  let res: Response;
  let text: string;
  try {
    res = await fetch(path, {
      method,
      credentials: "same-origin",
      keepalive: outlive,
      signal: AbortSignal.timeout(timeoutMs),
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await res.text();
  } catch {
    throw new NetworkError();
  }
  const value = parse(text);
  if (!res.ok) throw errorFrom(res, value);
  return value as T;
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

import { ApiError, NetworkError } from "./errors";
import type { Event } from "./types";

export interface FileToShare {
  file: File;
  /** What is said about it; may be empty. */
  message: string;
  clientId: string;
  /** It stands in the room as well as in its thread. */
  toRoom: boolean;
}

/**
 * uploadFile shares a file in a conversation, in the thread if one is named. fetch tells nothing about how far a body
 * has gone, so this is the older way. progress goes from 0 to 1; aborting throws what was given as the reason.
 */
export function uploadFile(
  conversation: number,
  thread: string | undefined,
  { file, message, clientId, toRoom }: FileToShare,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<Event> {
  const form = new FormData();
  // The server reads the parts in their order, and the file is the last that it waits for.
  form.append("message", message);
  form.append("client_id", clientId);
  if (thread) form.append("thread", thread);
  if (toRoom) form.append("to_room", "true");
  form.append("file", file, file.name);
  return new Promise((done, failed) => {
    const call = new XMLHttpRequest();
    call.open("POST", `/api/conversations/${conversation}/files`);
    call.responseType = "json";
    call.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    call.onload = () => (call.status === 201 ? done(call.response as Event) : failed(refusal(call)));
    call.onerror = () => failed(new NetworkError());
    call.onabort = () => failed(signal.reason);
    signal.addEventListener("abort", () => call.abort());
    call.send(form);
  });
}

function refusal(call: XMLHttpRequest): ApiError {
  const error = (call.response as { error?: { message?: unknown; field?: unknown } } | null)?.error;
  const message = typeof error?.message === "string" ? error.message : `The server answered ${call.status}.`;
  return new ApiError(call.status, message, typeof error?.field === "string" ? error.field : undefined);
}

import { NetworkError } from "../api/errors";
import { watchPolicy } from "../api/policy";
import { type Content, contentOf } from "./content";

const timeoutMs = 10_000;
const mostBytes = 1 << 20;

/**
 * ask reads from the add-on what a glance shows, without saying who asks other than in the signed address. It throws
 * NetworkError with a sentence for the reader. spec: connect, 7.1
 */
export async function ask(url: string): Promise<Content> {
  const policy = watchPolicy(new URL(url).origin);
  try {
    const content = contentOf(await read(url));
    if (content) return content;
  } catch (err) {
    if (err instanceof NetworkError) throw err;
    throw await explained(err, policy.refused);
  } finally {
    policy.end();
  }
  throw new NetworkError("The add-on's answer is not what a glance shows.");
}

async function read(url: string): Promise<unknown> {
  // Nothing in the request makes the browser ask beforehand whether it may: add-ons have to allow the answer alone.
  const res = await fetch(url, {
    mode: "cors",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!res.ok) {
    void res.body?.cancel();
    throw new NetworkError(`The add-on answered ${res.status}.`);
  }
  try {
    return JSON.parse(await bounded(res));
  } catch (err) {
    if (err instanceof SyntaxError) throw new NetworkError("The add-on's answer is not JSON.");
    throw err;
  }
}

async function bounded(res: Response): Promise<string> {
  const reader = res.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > mostBytes) {
      void reader.cancel();
      throw new NetworkError("The add-on's answer is longer than 1 MB.");
    }
    text += decoder.decode(value, { stream: true });
  }
}

async function explained(err: unknown, refused: Promise<boolean>): Promise<NetworkError> {
  if (err instanceof DOMException && err.name === "TimeoutError")
    return new NetworkError("The add-on has not answered within 10 seconds.");
  if (await refused)
    return new NetworkError("This add-on is newer than the page: reload the page to see it.");
  return new NetworkError("The add-on cannot be reached from this browser, or does not allow it (CORS).");
}

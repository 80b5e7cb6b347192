import { useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";

interface Props {
  /** A complete address with its token. */
  url: string;
  version: "v1" | "v2";
  /** The name that it posts with, where that is said with the message. */
  name: string;
  /** The conversation where it appears. */
  conversation: number;
}

interface Tried {
  status: string;
  said: string;
  shown?: Event;
}

/** TryIt posts with an address just as an integration would, and shows what was answered and what appeared in the room. */
export function TryIt({ url, version, name, conversation }: Props) {
  const { api } = useWorkspace();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried>();
  const run = async () => {
    setBusy(true);
    try {
      // Others may say something at the same time.
      const ours = async () => (await api.newest(conversation, 20)).items.findLast((e) => e.body === message);
      setTried(await post(url, version, name, ours));
    } catch (err) {
      setTried({ status: "No answer", said: messageOf(err) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="try-it">
      <button type="button" class="button" disabled={busy} onClick={() => void run()}>
        Test the {version} address
      </button>
      <div aria-live="polite">
        {tried && (
          <p class="wrap">
            <span class={`lozenge lozenge-${tried.shown ? "success" : "error"}`}>{tried.status}</span>{" "}
            {tried.shown ? (
              <>
                In the room, {tried.shown.sender} says: <q dir="auto">{tried.shown.body}</q>
              </>
            ) : (
              tried.said
            )}
          </p>
        )}
      </div>
    </div>
  );
}

const message = "It works: this is a test from the Integrate page.";

async function post(
  url: string,
  version: "v1" | "v2",
  name: string,
  ours: () => Promise<Event | undefined>,
): Promise<Tried> {
  // The page speaks to where it came from: the public address may be another one, which its policy does not let it call.
  const at = new URL(url);
  const form = new URLSearchParams({
    from: name.slice(0, 15),
    message,
    color: "green",
    message_format: "text",
  });
  const res = await fetch(at.pathname + at.search, {
    method: "POST",
    credentials: "omit",
    ...(version === "v1"
      ? { body: form }
      : {
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ message, color: "green", message_format: "text" }),
        }),
  });
  const said = (await res.text()).slice(0, 500);
  const status = `${res.status} ${res.statusText}`.trim();
  if (!res.ok) return { status, said };
  const shown = await ours();
  return shown ? { status, said, shown } : { status, said };
}

import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { NetworkError } from "../api/errors";
import { shade } from "../state/theme";
import { useWorkspace } from "../state/workspace";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { Live } from "./live";
import type { Extension } from "./method";
import { sandboxOf } from "./sandbox";
import { variablesOf } from "./template";
import { useRefusal } from "./useRefusal";
import type { Opening } from "./views";

/** A page that has not come by then is not waited for. */
const patienceMs = 20_000;

interface Props {
  of: Extension;
  /** Its address as the add-on declared it. */
  address: unknown;
  title: string;
  opening?: Opening | undefined;
  /** What its page learns of how it is shown. */
  options?: Record<string, unknown>;
  /** Counts up to have the page loaded anew. */
  round?: number;
  /** Hears which frame is on the screen. */
  onLive?: (live: Live | undefined) => void;
}

/** Frame is a page of an add-on, opened at an address that is signed for this reader and this room. */
export function Frame({ of, address, title, opening, options, round = 0, onLive }: Props) {
  const { api } = useWorkspace();
  const theme = shade.value;
  const variables = variablesOf(address, opening?.values);
  const key = JSON.stringify([of.installation, of.kind, of.key, of.room, theme, variables, address, round]);
  const signed = useLoad(key, async () => {
    const { url } = await api.signFrame(of, theme, variables);
    return new Live(of, originOf(url), url);
  });
  if (signed.error) return <Failure message={signed.error} onRetry={signed.reload} />;
  if (!signed.value) return <Loading what={title} />;
  return (
    <Framed
      key={signed.value.eid}
      live={signed.value}
      title={title}
      opening={opening}
      options={options ?? {}}
      onAgain={signed.reload}
      onLive={onLive}
    />
  );
}

interface FramedProps {
  live: Live;
  title: string;
  opening: Opening | undefined;
  options: Record<string, unknown>;
  onAgain: () => void;
  onLive: Props["onLive"];
}

function Framed({ live, title, opening, options, onAgain, onLive }: FramedProps) {
  const { bridge } = useWorkspace();
  const [loaded, setLoaded] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const name = useMemo(() => bridge.nameOf(live, options), [live]);
  useLayoutEffect(() => {
    bridge.add(live);
    onLive?.(live);
    return () => {
      bridge.remove(live);
      onLive?.(undefined);
    };
  }, [live]);
  useLayoutEffect(() => {
    if (opening?.event) bridge.keep(live.extension, opening.event.name, opening.event.payload);
    else bridge.forget(live.extension);
    bridge.deliver(live);
  }, [live, opening]);
  const shown = useRefusal(live, () => setTrouble(refusedHere));
  useEffect(() => {
    if (loaded) return;
    const timer = setTimeout(() => setTrouble(`${title} has not come within 20 seconds.`), patienceMs);
    return () => clearTimeout(timer);
  }, [loaded]);
  if (trouble)
    return (
      <Failure message={trouble} onRetry={trouble === refusedHere ? () => location.reload() : onAgain} />
    );
  return (
    <div class="frame">
      {!loaded && <Loading what={title} />}
      <iframe
        ref={(el) => {
          live.window = el?.contentWindow ?? null;
        }}
        id={live.eid}
        name={name}
        title={title}
        sandbox={sandboxOf(live.extension.kind)}
        referrerpolicy="no-referrer"
        allow=""
        src={live.url}
        onLoad={() => {
          setLoaded(true);
          shown();
        }}
      />
    </div>
  );
}

/** What the page's policy refuses is newer than the page, or leads on to where nobody has agreed to. */
export const refusedHere =
  "This page was loaded before the add-on was here as it is now, or the add-on leads elsewhere. Load the page anew to see it.";

function originOf(url: string): string {
  const { origin, protocol } = URL.canParse(url) ? new URL(url) : { origin: "", protocol: "" };
  if (protocol !== "https:" && protocol !== "http:")
    throw new NetworkError("The add-on's page has an address that browsers do not show.");
  if (origin === location.origin)
    throw new NetworkError(
      "The add-on's page is at this server's own address, where it could do what you may. It is not shown.",
    );
  return origin;
}

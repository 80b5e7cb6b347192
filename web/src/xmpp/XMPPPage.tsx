import type { Api } from "../api/api";
import { useWorkspace } from "../state/workspace";
import { CopyButton } from "../ui/CopyButton";
import { Empty, Failure, Loading, Page } from "../ui/states";
import { useLoad } from "../ui/useLoad";

interface Settings {
  spoken: boolean;
  account: string;
  nick: string;
  server: string;
  port?: number;
  tls_port?: number;
  encryption: "" | "required" | "optional" | "off";
  rooms?: { name: string; address: string }[];
}

const settings = (api: Api) => api.call<Settings>("GET", "/api/me/xmpp");

/** XMPPPage says what a chat client wants to know, at the vendor's address. spec: xmpp, 1.2 */
export function XMPPPage() {
  const { api } = useWorkspace();
  const loaded = useLoad("how to connect", () => settings(api));
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Chat clients" back="/account">
        {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
        {!loaded.value && !loaded.error && <Loading what="how to connect" />}
        {loaded.value && !loaded.value.spoken && (
          <Empty title="This server does not speak XMPP.">
            Whoever runs it can turn that on with <code>--xmpp-listen</code>.
          </Empty>
        )}
        {loaded.value?.spoken && <Connection settings={loaded.value} />}
      </Page>
    </main>
  );
}

const encryptions: Record<Settings["encryption"], string> = {
  "": "",
  required: "STARTTLS, required",
  optional: "STARTTLS, if the client wants",
  off: "no encryption",
};

function Connection({ settings: s }: { settings: Settings }) {
  return (
    <>
      <p class="lead">
        Bots, and chat clients that speak XMPP, sign in with these. The password is yours, or better a{" "}
        <a href="/account/api">token</a> with the scopes <code>view_group</code>, <code>view_room</code>,{" "}
        <code>view_messages</code> and <code>send_message</code>.
      </p>
      <section class="panel" aria-label="Settings">
        <dl class="facts">
          <Fact name="Account" value={s.account} />
          <Fact name="Nick in rooms" value={s.nick} />
          <Fact name="Server" value={s.server} />
          {s.port && <Fact name="Port" value={String(s.port)} note={encryptions[s.encryption]} />}
          {s.tls_port && (
            <Fact name="Port for TLS" value={String(s.tls_port)} note="encrypted from the start" />
          )}
        </dl>
        <p class="list-note">
          A bot takes <code>bot</code> for its resource: then rooms send it no history.
        </p>
      </section>
      <h2 class="list-title">Your rooms</h2>
      {!s.rooms?.length && <Empty title="You are in none." />}
      <ul class="list">
        {s.rooms?.map((r) => (
          <li key={r.address} class="list-item">
            <div class="list-main">
              <p class="list-name" dir="auto">
                {r.name}
              </p>
              <p class="list-note">
                <code>{r.address}</code>
              </p>
            </div>
            <CopyButton text={r.address} name={`the address of ${r.name}`} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code dir="auto">{value}</code>
        {note && <span class="list-note"> {note}</span>}
      </dd>
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Found } from "../addons/Connection";
import { everywhere } from "../addons/everywhere";
import type { Finding } from "../api/addontypes";
import { useFresh } from "../log/useFresh";
import { useLive } from "../log/useLive";
import { useWorkspace } from "../state/workspace";
import { count, took } from "../statistics/scale";
import { fullTime } from "../text/time";
import { bytes } from "../timeline/attachment";
import { Fact } from "../ui/Fact";
import { Field } from "../ui/Field";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { lasted } from "./lasted";
import { Nodes } from "./Nodes";
import { diagnoseSelf, type System, system } from "./systemapi";

/** SystemPage says how the server stands: first what ought to be changed. */
export function SystemPage() {
  const { api } = useWorkspace();
  const loaded = useFresh(() => system(api));
  useLive(loaded.refresh, "system");
  if (loaded.error && !loaded.value)
    return <Failure message={loaded.error} onRetry={() => void loaded.refresh()} />;
  if (!loaded.value) return <Loading what="how the server stands" />;
  const s = loaded.value;
  return (
    <>
      {loaded.error && <Failure message={loaded.error} />}
      <Warnings of={s} />
      <Panel id="system-server" title="Server">
        <Fact name="Version">
          Stoa {s.version} ({s.go})
        </Fact>
        <Fact name="Public address">{s.base_url}</Fact>
        <Fact name="Running">
          {lasted(s.started, s.now)}, since {fullTime(s.started)}
        </Fact>
        <Fact name="Memory">{bytes(s.memory_bytes)}</Fact>
        <Fact name="Open pages">{count(s.sockets)}</Fact>
        <Fact name="Bus">{s.bus}</Fact>
      </Panel>
      <Nodes of={s} />
      <Panel id="system-state" title="What it keeps">
        <Fact name="Database">
          {s.database.kind} {s.database.version}, {bytes(s.database.size_bytes)}, schema{" "}
          {s.database.migration}, answers in {took(s.database.answered_ms)}
        </Fact>
        <Fact name="Files">
          {count(s.storage.files)} in {s.storage.kind}, {bytes(s.storage.bytes)}
        </Fact>
        {s.storage.disk && <Disk free={s.storage.disk.free_bytes} total={s.storage.disk.total_bytes} />}
      </Panel>
      <Panel id="system-queues" title="What waits">
        <Fact name="Deliveries">
          {count(s.queues.deliveries)} to be sent
          {s.queues.deliveries_held > 0 && `, ${count(s.queues.deliveries_held)} held for paused webhooks`}
          {s.queues.oldest_delivery && `, the oldest since ${fullTime(s.queues.oldest_delivery)}`} ·{" "}
          <a href="/admin/deliveries">Delivery log</a>
        </Fact>
        <Fact name="Search">
          {s.queues.search_behind === 0
            ? "has read everything"
            : `has ${count(s.queues.search_behind)} to read`}
        </Fact>
        {s.queues.leftover > 0 && (
          <Fact name="Deleted">{count(s.queues.leftover)} rooms and webhooks are still being removed</Fact>
        )}
      </Panel>
      <Connectivity />
      <Settings of={s} />
    </>
  );
}

function Warnings({ of: s }: { of: System }) {
  if (s.warnings.length === 0) return <p class="notice">Nothing here needs your attention.</p>;
  return (
    <ul class="warning-list" aria-label="Warnings">
      {s.warnings.map((w) => (
        <li key={w.text} class={w.grave ? "warning warning-grave" : "warning"}>
          <strong>{w.text}</strong>
          <p>{w.remedy}</p>
        </li>
      ))}
    </ul>
  );
}

function Panel({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl class="facts">{children}</dl>
    </section>
  );
}

function Disk({ free, total }: { free: number; total: number }) {
  return (
    <Fact name="Disk">
      {bytes(free)} of {bytes(total)} free
      <meter
        aria-label="Used disk space"
        min={0}
        max={total}
        value={total - free}
        high={total * 0.9}
        low={total * 0.75}
        optimum={0}
      >
        {Math.round((1 - free / total) * 100)} % used
      </meter>
    </Fact>
  );
}

/** Connectivity looks in both directions: at the public address, at any other, and at what add-ons have shown. */
function Connectivity() {
  const { api } = useWorkspace();
  const action = useAction("url");
  const [url, setUrl] = useState("");
  const [found, setFound] = useState<Finding[]>();
  const addons = useLoad("connected", () => everywhere(api));
  const look = (at: string) => action.run(async () => setFound(await diagnoseSelf(api, at)));
  const broken = addons.value?.filter((a) => !a.disabled && a.connectivity?.state !== "CONNECTED") ?? [];
  return (
    <section class="panel" aria-labelledby="system-reach">
      <h2 id="system-reach">Connectivity</h2>
      <p class="list-note">
        Inwards: whether this server answers at its public address as others would find it. Outwards: whether
        it reaches an address that it is to call.
      </p>
      <form
        class="reach-form"
        onSubmit={(e) => {
          e.preventDefault();
          void look(url.trim());
        }}
      >
        <button type="button" class="button" disabled={action.busy} onClick={() => void look("")}>
          Look at the public address
        </button>
        <Field
          label="Or at another address"
          type="url"
          value={url}
          onInput={setUrl}
          placeholder="https://addon.example.com/"
          autocomplete="off"
          error={action.fieldError("url")}
        />
        <button type="submit" class="button" disabled={action.busy || url.trim() === ""}>
          Look there
        </button>
      </form>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      {action.busy && <Loading what="what the server can reach" />}
      {found && !action.busy && (
        <ul class="scopes" aria-label="Findings" aria-live="polite">
          {found.map((f) => (
            <Found key={`${f.target} ${f.code}`} finding={f} />
          ))}
        </ul>
      )}
      {addons.value && (
        <p class="list-note">
          {broken.length === 0
            ? `All ${addons.value.length} add-ons are connected or disabled.`
            : `Not fully connected: ${broken.map((a) => a.name).join(", ")}.`}{" "}
          <a href="/admin/addons">Add-ons</a>
        </p>
      )}
    </section>
  );
}

function Settings({ of: s }: { of: System }) {
  const [all, setAll] = useState(false);
  const shown = s.settings.filter((x) => all || !x.default);
  if (s.settings.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="system-settings">
      <h2 id="system-settings">Configuration in force</h2>
      <p class="list-note">
        From flags, the environment or the configuration file, at the last start. Secrets are not shown.
      </p>
      <label class="check">
        <input type="checkbox" checked={all} onChange={(e) => setAll(e.currentTarget.checked)} />
        Also what is as it is by default
      </label>
      {shown.length === 0 && <p class="list-note">Everything is as it is by default.</p>}
      <table class="settings-table">
        <tbody>
          {shown.map((x) => (
            <tr key={x.name}>
              <th scope="row">
                <code>--{x.name}</code>
              </th>
              <td>
                <code>{x.value || "(empty)"}</code>
                <p class="list-note">{x.help}</p>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { ago, lasted } from "./lasted";
import type { Node, System } from "./systemapi";

const words: Record<Node["state"], { text: string; look: string }> = {
  ready: { text: "Ready", look: "success" },
  not_ready: { text: "Not ready", look: "error" },
  unheard: { text: "Not heard", look: "error" },
  gone: { text: "Gone", look: "default" },
};

/** Nodes are the servers that share the database, as this one sees them. Nothing when it is alone. */
export function Nodes({ of: s }: { of: System }) {
  if (s.nodes.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="system-nodes">
      <h2 id="system-nodes">Nodes</h2>
      <p class="list-note">
        The servers that share the database. The keeper does what one alone should do, such as mail about what
        was missed.
      </p>
      <ul class="node-list" aria-labelledby="system-nodes">
        {s.nodes.map((n) => (
          <NodeLine key={n.id} node={n} now={s.now} />
        ))}
      </ul>
    </section>
  );
}

function NodeLine({ node: n, now }: { node: Node; now: string }) {
  const marks = [n.self && "this page's server", n.keeper && "the keeper"].filter(Boolean).join(", ");
  return (
    <li class="node">
      <p class="node-name">
        <strong class="wrap" dir="auto">
          {n.name || n.address}
        </strong>
        <span class={`lozenge lozenge-${words[n.state].look}`}>{words[n.state].text}</span>
        {marks && <span class="list-note">{marks}</span>}
      </p>
      <p class="list-note">
        Stoa {n.version}, schema {n.schema} · {n.address} · running {lasted(n.started, n.seen)} · heard{" "}
        {ago(n.seen, now)}
      </p>
      {n.state !== "gone" && n.why && <p class="wrap node-why">{n.why}</p>}
      {n.state === "unheard" && (
        <p>It has the same database, and what it says on the bus does not arrive here.</p>
      )}
      {n.state === "gone" && <p>It said nothing more, and not that it goes.</p>}
    </li>
  );
}

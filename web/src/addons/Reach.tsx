import type { Endpoint, Needs } from "../api/addontypes";

/** Reach says what must be open in the network for an add-on to work. */
export function Reach({ needs }: { needs: Needs }) {
  if (!needs.inbound && needs.outbound.length + needs.browser.length === 0) return null;
  return (
    <>
      <h3>It needs the network to let</h3>
      <ul class="scopes">
        {needs.inbound && <li>it call this server</li>}
        <Way who="this server" endpoints={needs.outbound} />
        <Way who="people's browsers" endpoints={needs.browser} />
      </ul>
    </>
  );
}

function Way({ who, endpoints }: { who: string; endpoints: Endpoint[] }) {
  return (
    <>
      {endpoints.map((e) => (
        <li key={address(e)} class="wrap">
          {who} call <code>{address(e)}</code>
          <p class="list-note">for: {e.for.join(", ")}</p>
        </li>
      ))}
    </>
  );
}

function address(e: Endpoint): string {
  const host = e.host.includes(":") ? `[${e.host}]` : e.host;
  return `${host}:${e.port}`;
}

import type { ComponentChildren } from "preact";
import type { Preview } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { OwnHost } from "./OwnHost";
import { Reach } from "./Reach";

/** Consent says who an add-on is and all that it asks for; children are the decision. */
export function Consent({ preview, children }: { preview: Preview; children: ComponentChildren }) {
  const { descriptor: d, scopes, webhooks } = preview;
  return (
    <section class="panel consent" aria-labelledby="consent-name">
      <header class="consent-head">
        <Avatar name={d.name} square />
        <div class="list-main">
          <h2 id="consent-name" dir="auto">
            {d.name}
          </h2>
          {d.vendor && (
            <p class="list-note" dir="auto">
              By {d.vendor.name}
            </p>
          )}
        </div>
      </header>
      {d.description && (
        <p dir="auto" class="wrap">
          {d.description}
        </p>
      )}
      <p class="list-note wrap">From {preview.url}</p>
      <OwnHost name={d.name} host={preview.own_host} />
      <h3>It will be able to</h3>
      {scopes.length === 0 && <p class="list-note">Nothing: it asks for no scopes.</p>}
      <ul class="scopes">
        {scopes.map((s) => (
          <li key={s.id}>
            <strong>{s.name}</strong> <code>{s.id}</code>
            <p class="list-note">{s.description}</p>
          </li>
        ))}
      </ul>
      {webhooks.length > 0 && (
        <>
          <h3>It will be told of</h3>
          <ul class="scopes">
            {webhooks.map((w, i) => (
              <li key={i}>
                <code>{w.event}</code>
                {w.pattern && (
                  <>
                    {" "}
                    that match <code>{w.pattern}</code>
                  </>
                )}
                <p class="list-note wrap">at {w.url}</p>
              </li>
            ))}
          </ul>
        </>
      )}
      <Reach needs={preview.needs} />
      {children}
    </section>
  );
}

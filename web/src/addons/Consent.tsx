import type { ComponentChildren } from "preact";
import type { Preview } from "../api/addontypes";
import { Avatar } from "../ui/Avatar";
import { OwnHost } from "./OwnHost";
import { PowersList } from "./PowersList";
import { Reach } from "./Reach";

interface Props {
  preview: Preview;
  /** It would be in one room, and not in all. */
  inRoom: boolean;
  children: ComponentChildren;
}

/** Consent says who an add-on is and all that it asks for; children are the decision. */
export function Consent({ preview, inRoom, children }: Props) {
  const { descriptor: d, scopes } = preview;
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
      <PowersList scopes={scopes.map((x) => x.id)} powers={preview.powers} inRoom={inRoom} />
      <Reach needs={preview.needs} />
      {children}
    </section>
  );
}

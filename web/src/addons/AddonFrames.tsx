import { useState } from "preact/hooks";
import type { Addon } from "../api/addontypes";
import { Frame } from "../bridge/Frame";

const titles = { configurable: "Configuration", adminPage: "Administration" };

/** AddonFrames are the pages of an add-on's own that are no modules, one at a time. */
export function AddonFrames({ addon: a, roomId }: { addon: Addon; roomId: number | null }) {
  const [shown, setShown] = useState(a.pages[0] ?? "configurable");
  return (
    <section class="addon-frames" aria-label={titles[shown]}>
      {a.pages.length > 1 ? (
        <div class="side-tabs" role="group" aria-label="Show">
          {a.pages.map((p) => (
            <button
              key={p}
              type="button"
              class="side-tab"
              aria-pressed={p === shown}
              onClick={() => setShown(p)}
            >
              {titles[p]}
            </button>
          ))}
        </div>
      ) : (
        <h2 class="list-title">{titles[shown]}</h2>
      )}
      <div class="addon-frame">
        <Frame
          key={shown}
          of={{
            installation: a.id,
            addonKey: a.key,
            kind: shown,
            key: shown,
            room: a.room_id ?? roomId ?? undefined,
            scopes: a.scopes,
          }}
          address={undefined}
          title={`${titles[shown]} of ${a.name}`}
        />
      </div>
    </section>
  );
}

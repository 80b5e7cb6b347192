import type { Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { labelFragment } from "../text/html";
import { Html } from "../timeline/Html";
import { factsOf, met } from "./conditions";
import type { Status } from "./content";
import type { Glance } from "./glances";
import type { Picture } from "./raw";

/** GlanceList is what add-ons have to say in a room, each in a line. */
export function GlanceList({ room }: { room: Room }) {
  const { glances, me } = useWorkspace();
  const shown = glances.all.value.filter((g) => met(g.conditions, factsOf(room, me, g.content?.metadata)));
  if (shown.length === 0) return null;
  return (
    <section class="glances">
      <h2 class="side-title">Add-ons</h2>
      <ul>
        {shown.map((g) => (
          <Line key={`${g.installation} ${g.key}`} glance={g} />
        ))}
      </ul>
    </section>
  );
}

function Line({ glance: g }: { glance: Glance }) {
  return (
    <li class="glance" title={g.trouble ?? g.addon}>
      {g.icon ? <Drawn icon={g.icon} /> : <span class="glance-icon" />}
      {g.content ? (
        <Html html={g.content.label} clean={labelFragment} class="glance-label" />
      ) : (
        <span class="glance-label" dir="auto">
          {g.name}
        </span>
      )}
      {g.trouble && <span class="visually-hidden">{g.trouble}</span>}
      {g.content?.status && <StatusMark status={g.content.status} />}
    </li>
  );
}

function StatusMark({ status: s }: { status: Status }) {
  if (s.type === "icon") return <Drawn icon={s.icon} />;
  return (
    <span class={s.type === "lozenge" ? `lozenge lozenge-${s.style}` : "quiet"} dir="auto" title={s.label}>
      {s.label}
    </span>
  );
}

function Drawn({ icon }: { icon: Picture }) {
  return (
    <img
      class="glance-icon"
      src={icon.url}
      srcset={icon.srcset}
      width={16}
      height={16}
      alt=""
      referrerpolicy="no-referrer"
    />
  );
}

import type { Part } from "../api/addontypes";
import type { Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { factsOf, met } from "./conditions";
import { GlanceLine } from "./GlanceLine";
import type { Glance } from "./glances";
import { object, picture, text } from "./raw";

interface Props {
  room: Room;
  /** Called when one has opened what it leads to. */
  onOpened?: () => void;
}

/** GlanceList is what add-ons have to say in a room, each in a line, and the panels that nothing else leads to. */
export function GlanceList({ room, onOpened }: Props) {
  const { glances, me, views } = useWorkspace();
  const facts = factsOf(room, me);
  const shown = glances.all.value.filter((g) =>
    met(g.conditions, { ...facts, metadata: g.content?.metadata }),
  );
  const parts = me.guest ? [] : (glances.here.value?.parts ?? []); // spec: connect-js, 9
  const panels = parts.filter((p) => isAlone(p, parts) && met(object(p.module).conditions, facts));
  if (shown.length + panels.length === 0) return null;
  const open = (installation: number, target: unknown) => () => {
    if (views.open(installation, target, { asked: true })) onOpened?.();
  };
  return (
    <section class="glances">
      <h2 class="side-title">Add-ons</h2>
      <ul>
        {shown.map((g) => (
          <Line
            key={`${g.installation} ${g.key}`}
            glance={g}
            onOpen={g.target === undefined || me.guest ? undefined : open(g.installation, g.target)}
          />
        ))}
        {panels.map((p) => (
          <li key={`panel ${p.installation} ${p.key}`}>
            <button
              type="button"
              class="glance glance-button"
              title={p.addon_name}
              onClick={open(p.installation, p.key)}
            >
              <GlanceLine {...named(p)} content={undefined} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ glance: g, onOpen }: { glance: Glance; onOpen: (() => void) | undefined }) {
  const line = (
    <>
      <GlanceLine icon={g.icon} name={g.name} content={g.content} />
      {g.trouble && <span class="visually-hidden">{g.trouble}</span>}
    </>
  );
  const about = g.trouble ?? g.addon;
  if (!onOpen) {
    return (
      <li class="glance" title={about}>
        {line}
      </li>
    );
  }
  return (
    <li>
      <button type="button" class="glance glance-button" title={about} onClick={onOpen}>
        {line}
      </button>
    </li>
  );
}

function named(panel: Part) {
  const m = object(panel.module);
  return { icon: picture(m.icon), name: text(object(m.name).value, 100) ?? panel.key };
}

/** isAlone says that neither a glance nor an action of its add-on leads to a panel: it stands in the list itself then. */
function isAlone(panel: Part, parts: Part[]): boolean {
  if (panel.kind !== "webPanel") return false;
  return !parts.some((p) => {
    const { target } = object(p.module);
    return (
      p.installation === panel.installation && (target === panel.key || object(target).key === panel.key)
    );
  });
}

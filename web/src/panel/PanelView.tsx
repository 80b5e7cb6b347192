import { useEffect, useRef, useState } from "preact/hooks";
import { addonPage } from "../addons/Installed";
import { Frame } from "../bridge/Frame";
import type { Shown } from "../bridge/views";
import { GlanceLine } from "../glance/GlanceLine";
import { object, picture, text } from "../glance/raw";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";

interface Props {
  panel: Shown;
  /** Something else stands in its place for a while. */
  hidden: boolean;
}

/** PanelView is an add-on's view beside the room, or on a phone over it. spec: connect-js, 9.1, 9.3 */
export function PanelView({ panel, hidden }: Props) {
  const { views } = useWorkspace();
  const [round, setRound] = useState(0);
  const { part } = panel;
  const module = object(part.module);
  const name = text(object(module.name).value, 100) ?? part.addon_name;
  const close = useRef<HTMLButtonElement>(null);
  // Whoever opened it goes on in it; what the reader left open does not take the focus from where they write.
  useEffect(() => {
    if (panel.opening.asked) close.current?.focus();
  }, [panel.opening]);
  return (
    <aside
      class="side-panel panel-view"
      aria-label={name}
      hidden={hidden}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || e.defaultPrevented) return;
        e.preventDefault();
        views.closePanel();
      }}
    >
      <header class="side-head">
        <Head panel={panel} name={name} />
        <a
          class="button-icon"
          href={addonPage(part.addon_key, panel.room)}
          aria-label={`What ${part.addon_name} sees and does`}
          title={`What ${part.addon_name} sees and does`}
        >
          <Icon name="info" />
        </a>
        <button
          type="button"
          class="button-icon"
          aria-label={`Load ${name} anew`}
          onClick={() => setRound(round + 1)}
        >
          <Icon name="again" />
        </button>
        <button
          ref={close}
          type="button"
          class="button-icon"
          aria-label={`Close ${name}`}
          onClick={() => views.closePanel()}
        >
          <Icon name="close" />
        </button>
      </header>
      <Frame
        of={{
          installation: part.installation,
          addonKey: part.addon_key,
          kind: part.kind,
          key: part.key,
          room: panel.room,
          scopes: part.scopes,
        }}
        address={module.url}
        title={name}
        opening={panel.opening}
        round={round}
      />
    </aside>
  );
}

/** Head repeats the glance that leads to the panel, which goes on saying what it says; others have their own name. */
function Head({ panel: { part }, name }: { panel: Shown; name: string }) {
  const { glances } = useWorkspace();
  const glance = glances.all.value.find(
    (g) => g.installation === part.installation && leadsTo(g.target, part.key),
  );
  return (
    <h2 class="panel-name">
      <GlanceLine
        icon={glance?.icon ?? picture(object(part.module).icon)}
        name={glance?.name ?? name}
        content={glance?.content}
      />
    </h2>
  );
}

function leadsTo(target: unknown, key: string): boolean {
  return target === key || object(target).key === key;
}

import { labelFragment } from "../text/html";
import { Html } from "../timeline/Html";
import type { Content, Status } from "./content";
import type { Picture } from "./raw";

interface Props {
  icon: Picture | undefined;
  /** What is shown while there is no content. */
  name: string;
  content: Content | undefined;
}

/** GlanceLine is what a glance shows: its icon, what it says, its status. */
export function GlanceLine({ icon, name, content }: Props) {
  return (
    <>
      {icon ? <Drawn icon={icon} /> : <span class="glance-icon" />}
      {content ? (
        <Html html={content.label} clean={labelFragment} class="glance-label" />
      ) : (
        <span class="glance-label" dir="auto">
          {name}
        </span>
      )}
      {content?.status && <StatusMark status={content.status} />}
    </>
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

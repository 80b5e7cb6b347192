import type { ComponentChildren } from "preact";
import type { Conversation } from "../api/types";
import { collapsed, type Section as Name, order, sorted, toggle } from "../state/layout";
import { Icon } from "../ui/Icon";
import { ConversationLink } from "./ConversationLink";

interface Props {
  name: Name;
  title: string;
  list: Conversation[];
  current: number | undefined;
  empty?: string;
  /** Buttons beside the title. */
  children?: ComponentChildren;
}

/** Section is a part of the left column. Collapsed it shows what is unread, and where one is. */
export function Section({ name, title, list, current, empty, children }: Props) {
  const closed = collapsed.value.includes(name);
  const all = sorted(list, order.value);
  const shown = closed ? all.filter((c) => c.unread > 0 || c.id === current) : all;
  const id = `side-${name}`;
  return (
    <section aria-labelledby={id}>
      <div class="side-title">
        <h2>
          <button
            type="button"
            id={id}
            class="side-toggle"
            aria-expanded={!closed}
            onClick={() => toggle(name)}
          >
            <Icon name="chevron" />
            {title}
          </button>
        </h2>
        {children}
      </div>
      {list.length === 0 && empty && <p class="side-empty">{empty}</p>}
      <ul>
        {shown.map((c) => (
          <ConversationLink key={c.id} conversation={c} current={c.id === current} />
        ))}
      </ul>
    </section>
  );
}

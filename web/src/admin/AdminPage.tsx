import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/states";
import { AdminNav } from "./AdminNav";
import { Refused } from "./Refused";
import { type Section, visible } from "./sections";

interface Props {
  /** The path of the open section; empty on /admin itself. */
  section: string;
  rest: string;
  query: string;
}

/** AdminPage is the administrator's area: its sections, and the one that is open. On a phone it is one or the other. */
export function AdminPage({ section, rest, query }: Props) {
  const { me } = useWorkspace();
  const all = visible(me);
  const first = all[0];
  if (!first) return <Refused />;
  const open = section === "" ? first : all.find((s) => s.path === section);
  return (
    <main class="main admin" id="main" tabIndex={-1} data-view={section === "" ? "list" : "section"}>
      <AdminNav sections={all} open={open} />
      {open ? <Opened key={open.path} section={open} rest={rest} query={query} /> : <Nothing />}
    </main>
  );
}

function Opened({ section, rest, query }: { section: Section; rest: string; query: string }) {
  const Shown = section.component;
  return (
    <div class="page">
      <header class="page-head">
        <a
          class="button-icon phone-only"
          href={rest === "" ? "/admin" : `/admin/${section.path}`}
          aria-label="Back"
        >
          <Icon name="back" />
        </a>
        <h1>{section.name}</h1>
      </header>
      <div class="page-body admin-body">
        <Shown rest={rest} query={new URLSearchParams(query)} />
      </div>
    </div>
  );
}

function Nothing() {
  return (
    <div class="page">
      <Empty title="There is nothing for you at this address.">
        <a class="button" href="/admin">
          Administration
        </a>
      </Empty>
    </div>
  );
}

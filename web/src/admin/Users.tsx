import { useEffect, useState } from "preact/hooks";
import { NewPerson } from "../people/NewPerson";
import { ago } from "../text/ago";
import { Avatar } from "../ui/Avatar";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Select } from "../ui/Select";
import { Empty } from "../ui/states";
import { type Person, type PersonFilter, people } from "./adminapi";
import { MoreBelow } from "./MoreBelow";
import { Pages } from "./pages";
import { roles } from "./roles";
import type { SectionProps } from "./sections";
import { UserPage } from "./UserPage";
import { useTyped } from "./useTyped";

/** Users lists people, or shows the one whom the address names. spec: product, 10.1 */
export function Users({ rest }: SectionProps) {
  if (/^\d{1,15}$/.test(rest)) return <UserPage key={rest} id={Number(rest)} />;
  return <UserList />;
}

function UserList() {
  const [pages] = useState(
    () => new Pages<Person, PersonFilter>((filter, cursor) => people.list(filter, cursor)),
  );
  const typed = useTyped();
  const [state, setState] = useState("active");
  const [role, setRole] = useState("");
  const [adding, setAdding] = useState(false);
  const filter = { text: typed.settled, state, role };
  useEffect(() => void pages.run(filter), [JSON.stringify(filter)]);
  // Who was added is to be seen in the list, whatever it is narrowed to.
  const made = (how: "active" | "invited") => {
    if (state !== "") setState(how);
    void pages.again();
  };
  return (
    <>
      <div class="filters" role="search" aria-label="People">
        <Field label="Find" value={typed.text} onInput={typed.setText} autocomplete="off" dir="auto" />
        <Select label="State" value={state} onInput={setState}>
          <option value="active">Active</option>
          <option value="invited">Invited</option>
          <option value="deactivated">Deactivated</option>
          <option value="">All</option>
        </Select>
        <Select label="Role" value={role} onInput={setRole}>
          <option value="">All</option>
          {roles.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
        <p class="filters-deed">
          <button type="button" class="button button-primary" onClick={() => setAdding(true)}>
            <Icon name="plus" />
            Add people
          </button>
        </p>
      </div>
      {pages.answered.value && pages.items.value.length === 0 && <Empty title="Nobody like that." />}
      <ul class="list" aria-label="People">
        {pages.items.value.map((p) => (
          <Row key={p.id} person={p} />
        ))}
      </ul>
      <MoreBelow pages={pages} what="people" />
      {adding && <NewPerson onClose={() => setAdding(false)} onMade={made} />}
    </>
  );
}

function Row({ person: p }: { person: Person }) {
  return (
    <li class="list-item">
      <Avatar name={p.name} photo={p.photo} />
      <div class="list-main">
        <p>
          <a class="list-name" href={`/admin/users/${p.id}`} dir="auto">
            {p.name}
          </a>
          {p.role !== "user" && <span class="badge">{p.role}</span>}
          {p.deleted && <span class="badge">deactivated</span>}
          {!p.deleted && !p.has_password && p.invited_until && <span class="badge">invited</span>}
        </p>
        <p class="list-note" dir="auto">
          @{p.mention_name} · {p.email}
          {p.title && ` · ${p.title}`}
          {p.kept_by && ` · kept by ${p.kept_by}`}
        </p>
      </div>
      <p class="list-note list-aside">{seen(p)}</p>
    </li>
  );
}

/** seen says when a person was here last. */
export function seen(p: Person): string {
  if (p.presence.online) return "here now";
  return p.last_active ? ago(p.last_active, new Date()) : "never here";
}

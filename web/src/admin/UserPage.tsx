import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Avatar } from "../ui/Avatar";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { type Person, people } from "./adminapi";
import { UserDeeds } from "./UserDeeds";
import { UserForm } from "./UserForm";
import { UserSessions } from "./UserSessions";
import { seen } from "./Users";

/** UserPage is one person: who they are, what they may do, and how they are signed in. */
export function UserPage({ id }: { id: number }) {
  const workspace = useWorkspace();
  const person = useLoad(`person ${id}`, () => people.find(id));
  const p = person.value;
  const changed = (now: Person) => {
    workspace.people.add(now);
    person.reload();
  };
  return (
    <>
      <p>
        <a href="/admin/users">All people</a>
      </p>
      {person.error && <Failure message={person.error} onRetry={person.reload} />}
      {!p && !person.error && <Loading what="the person" />}
      {p && (
        <>
          <Head person={p} />
          {!p.changeable && (
            <p class="notice">
              You cannot change {p.name}: nobody changes who has more rights, and the owner changes their own
              account in the browser.
            </p>
          )}
          {p.changeable && !p.deleted && <UserForm key={p.role} person={p} onChanged={changed} />}
          {p.changeable && <UserDeeds person={p} onChanged={changed} />}
          {p.changeable && p.sessions > 0 && <UserSessions person={p} onEnded={person.reload} />}
        </>
      )}
    </>
  );
}

function Head({ person: p }: { person: Person }) {
  const { me } = useWorkspace();
  return (
    <section class="person-head" aria-label="Who it is">
      <Avatar name={p.name} photo={p.photo} />
      <div class="list-main">
        <div class="person-name">
          <h2 dir="auto">{p.name}</h2>
          <span class="badge">{p.role}</span>
          {p.deleted && <span class="badge">deactivated</span>}
        </div>
        <p class="list-note" dir="auto">
          @{p.mention_name} · {p.email}
        </p>
        <p class="list-note">
          Since {shortTime(p.created)} · {seen(p)} · second step {p.second_step ? "on" : "off"}
        </p>
        {p.comes_by && <ComesBy all={p.comes_by} />}
        {p.invited_until && (
          <p class="list-note">
            {p.has_password ? "A link to another password" : "Invited, and has not come yet; the link"} is
            good until {shortTime(p.invited_until)}
          </p>
        )}
        {me.admin && (
          <p class="list-note">
            <a href={`/admin/audit?person=${p.id}`}>What they did, and what was done to them</a>
          </p>
        )}
      </div>
    </section>
  );
}

/** ComesBy says by whom a person comes in, and who keeps the account. */
function ComesBy({ all }: { all: NonNullable<Person["comes_by"]> }) {
  const ways = all.filter((c) => !c.keeps);
  const keepers = all.filter((c) => c.keeps);
  return (
    <>
      {ways.length > 0 && (
        <p class="list-note" dir="auto">
          Comes in by {ways.map((c) => (c.gone ? `${c.by} (gone there)` : c.by)).join(", ")}
        </p>
      )}
      {keepers.map((c) => (
        <p key={c.by} class="list-note" dir="auto">
          {c.gone
            ? `Was deactivated by ${c.by}, which keeps the account`
            : `Kept by ${c.by}, which makes, changes and deactivates the account`}
        </p>
      ))}
    </>
  );
}

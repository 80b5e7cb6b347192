import { useEffect, useState } from "preact/hooks";
import { fromLocalInput } from "../log/period";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { Empty } from "../ui/states";
import { AuditRow } from "./AuditRow";
import { type AuditEntry, type AuditFilter, audit } from "./adminapi";
import { auditAbout } from "./auditwords";
import { MoreBelow } from "./MoreBelow";
import { Pages } from "./pages";
import type { SectionProps } from "./sections";
import { useTyped } from "./useTyped";

/** What is new is asked for this often while the page is looked at. */
const followMs = 5_000;

/** AuditLog shows who did what, newest first, and follows what is added. */
export function AuditLog({ query }: SectionProps) {
  const [pages] = useState(
    () => new Pages<AuditEntry, AuditFilter>((filter, cursor) => audit(filter, { cursor })),
  );
  const [person, setPerson] = useState(query.get("person") ?? "");
  const [kind, setKind] = useState(query.get("kind") ?? "");
  const [since, setSince] = useState("");
  const typed = useTyped();
  const filter: AuditFilter = {
    person,
    kind,
    text: typed.settled,
    since: fromLocalInput(since && `${since}T00:00`),
  };
  const key = JSON.stringify(filter);
  useEffect(() => void pages.run(filter), [key]);
  useFollow(pages, filter, key);
  return (
    <>
      <p class="lead">
        Who changed what in the group, and who signed in. Entries have no secrets, and stay when people and
        rooms go.
      </p>
      <div class="filters" role="search" aria-label="Audit log">
        <Person value={person} onPick={setPerson} />
        <Select label="About" value={kind} onInput={setKind}>
          <option value="">Everything</option>
          {auditAbout.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
        <Since value={since} onPick={setSince} />
        <Field label="Text" value={typed.text} onInput={typed.setText} autocomplete="off" dir="auto" />
      </div>
      {pages.answered.value && pages.items.value.length === 0 && <Empty title="Nothing like that." />}
      <ol class="audit" aria-label="Entries, newest first">
        {pages.items.value.map((e) => (
          <AuditRow key={e.id} entry={e} />
        ))}
      </ol>
      <MoreBelow pages={pages} what="the log" />
    </>
  );
}

/** useFollow adds what is new at the top, while somebody looks. */
function useFollow(pages: Pages<AuditEntry, AuditFilter>, filter: AuditFilter, key: string): void {
  useEffect(() => {
    let over = false;
    const look = async () => {
      if (document.visibilityState !== "visible" || !pages.answered.peek()) return;
      const newest = pages.items.peek()[0]?.id ?? 0;
      const page = await audit(filter, { after: newest });
      if (over || (pages.items.peek()[0]?.id ?? 0) !== newest) return;
      // With more than a page of it there are some in between that nobody has loaded.
      if (page.next !== undefined) await pages.again();
      else pages.prepend(page.items);
    };
    // A look that fails is made good by the next one.
    const timer = setInterval(() => void look().catch(() => {}), followMs);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [key]);
}

function Person({ value, onPick }: { value: string; onPick: (id: string) => void }) {
  const { people } = useWorkspace();
  const all = [...people.users.value.values()]
    .filter((u) => !u.guest)
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Select label="Person" value={value} onInput={onPick}>
      <option value="">Everybody</option>
      {value !== "" && !all.some((u) => String(u.id) === value) && (
        <option value={value}>Person {value}</option>
      )}
      {all.map((u) => (
        <option key={u.id} value={String(u.id)}>
          {u.name}
        </option>
      ))}
    </Select>
  );
}

function Since({ value, onPick }: { value: string; onPick: (day: string) => void }) {
  return (
    <div class="field">
      <label for="audit-since">Since</label>
      <input id="audit-since" type="date" value={value} onInput={(e) => onPick(e.currentTarget.value)} />
    </div>
  );
}

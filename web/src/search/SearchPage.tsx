import { useEffect, useMemo, useState } from "preact/hooks";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { found as named, places } from "../switcher/targets";
import { Icon } from "../ui/Icon";
import { Empty, Failure, Loading } from "../ui/states";
import { Finder } from "./finder";
import { Result } from "./Result";
import { SearchBox } from "./SearchBox";
import { filters, isFilter, parts, withoutPart } from "./suggest";

/** A search begins this long after the last key. */
const pauseMs = 350;

/** SearchPage finds what was said, and rooms and people by name. */
export function SearchPage({ query }: { query: string }) {
  const workspace = useWorkspace();
  const [finder] = useState(() => new Finder(workspace.api));
  const [text, setText] = useState(query);
  useEffect(() => {
    setText(query);
    void finder.run(query);
  }, [query]);
  useEffect(() => {
    const timer = setTimeout(() => void finder.run(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const go = (q: string, replace = false) => {
    setText(q);
    const trimmed = q.trim();
    navigate(trimmed ? `/chat/search?${new URLSearchParams({ q: trimmed })}` : "/chat/search", replace);
  };
  return (
    <main class="main" id="main" tabIndex={-1}>
      <header class="room-head">
        <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
          <Icon name="back" />
        </a>
        <h1 class="visually-hidden">Search</h1>
        <SearchBox text={text} onText={setText} onSubmit={(q) => go(q)} />
      </header>
      <div class="search">
        <Chips query={text} onRemove={(n) => go(withoutPart(text, n), true)} />
        <Results finder={finder} />
      </div>
    </main>
  );
}

/** Chips are the filters of a search, to take out. */
function Chips({ query, onRemove }: { query: string; onRemove: (n: number) => void }) {
  const all = parts(query);
  if (!all.some(isFilter)) return null;
  return (
    <ul class="filter-chips" aria-label="Filters">
      {all.map(
        (part, n) =>
          isFilter(part) && (
            <li key={n} class="filter-chip" dir="auto">
              {part}
              <button type="button" aria-label={`Remove ${part}`} onClick={() => onRemove(n)}>
                <Icon name="close" />
              </button>
            </li>
          ),
      )}
    </ul>
  );
}

function Results({ finder }: { finder: Finder }) {
  const list = finder.found.value;
  const query = finder.query.value;
  const more = finder.hasMore;
  if (query === "") return <Hints />;
  return (
    <>
      <Named query={query} />
      {finder.error.value && <Failure message={finder.error.value} onRetry={() => void finder.run(query)} />}
      {finder.answered.value && list.length === 0 && (
        <Empty title={`No message matches “${query}”.`}>
          <p>Fewer words find more, and so does a beginning with a star: dep*</p>
        </Empty>
      )}
      {list.length > 0 && (
        <section aria-label="Messages">
          <ol class="found">
            {list.map((f) => (
              <Result key={f.event.id} found={f} />
            ))}
          </ol>
        </section>
      )}
      {finder.loading.value && <Loading what="results" />}
      {more && !finder.loading.value && (
        <p class="found-more">
          <button type="button" class="button" onClick={() => void finder.more()}>
            Show more
          </button>
        </p>
      )}
      {finder.behind.value > 0 && (
        <p class="found-note" role="status">
          {finder.behind.value.toLocaleString()} messages have not been read for the search yet: there may be
          more.
        </p>
      )}
    </>
  );
}

/** Named are rooms and people whose name is what was written. */
function Named({ query }: { query: string }) {
  const workspace = useWorkspace();
  const words = parts(query);
  const plain = !words.some((w) => isFilter(w) || w.startsWith("-"));
  const all = workspace.conversations.all.value;
  const list = useMemo(
    () => (plain ? named(query.replaceAll('"', ""), places(workspace, [])).slice(0, 5) : []),
    [query, plain, all],
  );
  if (list.length === 0) return null;
  return (
    <ul class="named" aria-label="Rooms and people">
      {list.map(
        (t) =>
          "path" in t.go && (
            <li key={t.key}>
              <a class="named-link" href={t.go.path} dir="auto">
                <Icon name={t.icon} />
                {t.name}
              </a>
            </li>
          ),
      )}
    </ul>
  );
}

function Hints() {
  return (
    <div class="state">
      <p class="state-title">Find what was said.</p>
      <p>
        Words find longer ones that begin with them. “In quotes” they stand as they are, and a minus leaves
        out.
      </p>
      <dl class="hints">
        {filters.map((f) => (
          <div key={f.key}>
            <dt>
              <code>{f.key}</code>
            </dt>
            <dd>{f.note}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

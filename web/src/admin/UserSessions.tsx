import { agentName } from "../settings/agent";
import { wayOf } from "../settings/Sessions";
import { shortTime } from "../text/time";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { type Person, people } from "./adminapi";

/** UserSessions lists the browsers that a person is signed in with, and ends them. */
export function UserSessions({ person, onEnded }: { person: Person; onEnded: () => void }) {
  const all = useLoad(`sessions ${person.id} ${person.sessions}`, () => people.sessions(person.id));
  const action = useAction();
  const end = (work: () => Promise<unknown>) =>
    action.run(async () => {
      await work();
      onEnded();
      all.reload();
    });
  return (
    <section class="panel" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where they are signed in</h2>
      {all.error && <Failure message={all.error} onRetry={all.reload} />}
      {!all.value && !all.error && <Loading what="sessions" />}
      <ul>
        {all.value?.map((s) => (
          <li key={s.id} class="list-item">
            <div class="list-main">
              <p class="list-name">
                {agentName(s.agent)}
                {s.current && <span class="badge">this one</span>}
              </p>
              <p class="list-note">
                Signed in {shortTime(s.created)}
                {wayOf(s)}, here last {shortTime(s.last_used)}
              </p>
            </div>
            <button
              type="button"
              class="button"
              disabled={action.busy}
              aria-label={`End ${agentName(s.agent)}`}
              onClick={() => void end(() => people.endSession(person.id, s.id))}
            >
              End
            </button>
          </li>
        ))}
      </ul>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      {all.value && all.value.length > 1 && (
        <div class="actions">
          <button
            type="button"
            class="button button-danger"
            disabled={action.busy}
            onClick={() => void end(() => people.endSessions(person.id))}
          >
            Sign out everywhere
          </button>
        </div>
      )}
    </section>
  );
}

import type { Session } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { agentName } from "./agent";

/** Sessions lists the browsers that the reader is signed in with, and ends those that are not this one. */
export function Sessions() {
  const { api } = useWorkspace();
  const all = useLoad("sessions", api.sessions);
  if (all.error) return <Failure message={all.error} onRetry={all.reload} />;
  if (!all.value) return <Loading what="where you are signed in" />;
  return (
    <ul>
      {all.value.map((s) => (
        <Line key={s.id} session={s} onEnded={all.reload} />
      ))}
    </ul>
  );
}

const ways: Record<Session["method"], string> = {
  "": "",
  password: "with the password",
  invitation: "by an invitation",
  directory: "with the password of",
  provider: "through",
  guest: "as a guest",
};

/** wayOf says how a session began. */
export function wayOf({ method, source }: Session): string {
  return ways[method] ? ` ${ways[method]} ${source}`.trimEnd() : "";
}

function Line({ session, onEnded }: { session: Session; onEnded: () => void }) {
  const { api } = useWorkspace();
  const action = useAction();
  const name = agentName(session.agent);
  const end = () =>
    action.run(async () => {
      await api.endSession(session.id);
      onEnded();
    });
  return (
    <li class="list-item">
      <div class="list-main">
        <p class="list-name">
          {name}
          {session.current && <span class="badge">this one</span>}
        </p>
        <p class="list-note">
          Signed in {shortTime(session.created)}
          {wayOf(session)}, here last {shortTime(session.last_used)}
        </p>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
      </div>
      {!session.current && (
        <button
          type="button"
          class="button"
          disabled={action.busy}
          aria-label={`Sign out of ${name}`}
          onClick={() => void end()}
        >
          Sign out
        </button>
      )}
    </li>
  );
}

import { NotificationRow } from "../timeline/NotificationRow";
import type { Draft } from "./draft";
import type { Problem } from "./templateapi";

interface Props {
  draft: Draft;
  self: number;
  /** Leads to the place of a problem. */
  onProblem: (p: Problem) => void;
}

/** Outcome is what the template makes of the payload, drawn as in the room. */
export function Outcome({ draft, self, onProblem }: Props) {
  const shown = draft.shown.value;
  const error = draft.error.value;
  return (
    <section class="template-outcome" aria-labelledby="outcome-title">
      <h2 id="outcome-title">In the room</h2>
      <div aria-live="polite">
        {error && <p class="field-error">{error}</p>}
        {shown?.problem && <Wrong problem={shown.problem} onProblem={onProblem} />}
      </div>
      {shown ? (
        <>
          <div class="template-stage">
            <NotificationRow
              event={shown.event}
              continued={false}
              parent={undefined}
              self={self}
              reveal={() => {}}
            />
          </div>
          <dl class="template-facts">
            <dt>Recognised as</dt>
            <dd>{shown.format}</dd>
            <dt>Key</dt>
            <dd dir="auto">{shown.key || "none: each call is a new message"}</dd>
            {shown.state && (
              <>
                <dt>State</dt>
                <dd dir="auto">{shown.state}</dd>
              </>
            )}
          </dl>
        </>
      ) : (
        !error && <p class="state">Choose a payload, or paste one, to see what it looks like.</p>
      )}
    </section>
  );
}

function Wrong({ problem: p, onProblem }: { problem: Problem; onProblem: (p: Problem) => void }) {
  return (
    <div class="template-problem">
      <p>
        <button type="button" class="button-link" onClick={() => onProblem(p)}>
          Line {p.line}, column {p.column}
        </button>
        : {p.message}
      </p>
      <p class="field-hint">Until that is mended, it looks as it is built in:</p>
    </div>
  );
}

import { useState } from "preact/hooks";
import { Authenticator } from "../account/Authenticator";
import { RecoveryCodes } from "../account/RecoveryCodes";
import { type Enrolment, type SecondStepState, secondStep } from "../api/secondstep";
import { shortTime } from "../text/time";
import { Field } from "../ui/Field";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";

/** SecondStep turns the reader's second step at sign-in on and off, and makes recovery codes. */
export function SecondStep() {
  const state = useLoad("second-step", secondStep.state);
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [codes, setCodes] = useState<string[]>();
  const action = useAction();
  if (state.error) return <Failure message={state.error} onRetry={state.reload} />;
  if (!state.value) return <Loading what="your second step" />;
  if (codes) {
    return (
      <RecoveryCodes
        codes={codes}
        verb="I have kept them"
        onKept={() => {
          setCodes(undefined);
          setEnrolment(undefined);
          state.reload();
        }}
      />
    );
  }
  if (state.value.on) return <Manage state={state.value} onCodes={setCodes} onOff={state.reload} />;
  if (enrolment) {
    return (
      <SetUp
        enrolment={enrolment}
        hasPassword={state.value.has_password}
        onCodes={setCodes}
        onCancel={() => setEnrolment(undefined)}
      />
    );
  }
  return (
    <>
      <p class="lead">
        With a second step, your password alone lets nobody in: signing in also takes a code that an app on
        your phone makes.
      </p>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={() => void action.run(async () => setEnrolment(await secondStep.enrol()))}
        >
          Set up a second step
        </button>
      </div>
    </>
  );
}

interface SetUpProps {
  enrolment: Enrolment;
  hasPassword: boolean;
  onCodes: (codes: string[]) => void;
  onCancel: () => void;
}

function SetUp({ enrolment, hasPassword, onCodes, onCancel }: SetUpProps) {
  const action = useAction("code", "password");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => onCodes(await secondStep.turnOn(enrolment.offer, code, password)));
      }}
    >
      <Authenticator enrolment={enrolment} />
      <Field
        label="Code that it shows"
        autocomplete="one-time-code"
        required
        maxLength={10}
        value={code}
        onInput={setCode}
        hint="Where else you are signed in with a password ends."
        error={action.fieldError("code") ?? action.error}
      />
      {hasPassword && (
        <Field
          label="Your password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={setPassword}
          error={action.fieldError("password")}
        />
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Turn it on
        </button>
      </div>
    </form>
  );
}

interface ManageProps {
  state: SecondStepState;
  onCodes: (codes: string[]) => void;
  onOff: () => void;
}

/** Manage is for who has it on. Both things to do ask for the password, or for a code of who has none. */
function Manage({ state, onCodes, onOff }: ManageProps) {
  const [what, setWhat] = useState<"off" | "codes">();
  const left = state.codes_left === 1 ? "1 recovery code is" : `${state.codes_left} recovery codes are`;
  return (
    <>
      <p class="lead">
        On{state.since && ` since ${shortTime(state.since)}`}. {left} left.
        {state.demanded && " Your group demands it, so it stays on."}
      </p>
      {what === undefined && (
        <div class="actions">
          <button type="button" class="button" onClick={() => setWhat("codes")}>
            Make new recovery codes
          </button>
          {!state.demanded && (
            <button type="button" class="button button-danger" onClick={() => setWhat("off")}>
              Turn it off
            </button>
          )}
        </div>
      )}
      {what === "codes" && (
        <Prove
          verb="Make new recovery codes"
          hasPassword={state.has_password}
          run={async (proof) => onCodes(await secondStep.newCodes(proof))}
          onCancel={() => setWhat(undefined)}
        />
      )}
      {what === "off" && (
        <Prove
          verb="Turn it off"
          hasPassword={state.has_password}
          danger
          run={async (proof) => {
            await secondStep.turnOff(proof);
            onOff();
          }}
          onCancel={() => setWhat(undefined)}
        />
      )}
    </>
  );
}

interface ProveProps {
  verb: string;
  hasPassword: boolean;
  danger?: boolean;
  run: (proof: { password: string; code: string }) => Promise<void>;
  onCancel: () => void;
}

function Prove({ verb, hasPassword, danger, run, onCancel }: ProveProps) {
  const action = useAction("password", "code");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(() => run({ password, code }));
      }}
    >
      {hasPassword ? (
        <Field
          label="Your password"
          type="password"
          autocomplete="current-password"
          focus
          required
          value={password}
          onInput={setPassword}
          error={action.fieldError("password") ?? action.error}
        />
      ) : (
        <Field
          label="Code"
          autocomplete="one-time-code"
          focus
          required
          value={code}
          onInput={setCode}
          error={action.fieldError("code") ?? action.error}
        />
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button
          type="submit"
          class={danger ? "button button-danger" : "button button-primary"}
          disabled={action.busy}
        >
          {verb}
        </button>
      </div>
    </form>
  );
}

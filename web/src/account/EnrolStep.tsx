import { useState } from "preact/hooks";
import { entry } from "../api/secondstep";
import { Field } from "../ui/Field";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { Authenticator } from "./Authenticator";
import { Back } from "./CodeStep";
import { Entrance } from "./Entrance";
import { RecoveryCodes } from "./RecoveryCodes";

interface Props {
  title: string;
  onSignedIn: () => Promise<void>;
  onBack: () => void;
}

/** EnrolStep has somebody set up an authenticator before they come in: their group demands it. */
export function EnrolStep({ title, onSignedIn, onBack }: Props) {
  const offer = useLoad("enrolment", entry.enrol);
  const action = useAction("code");
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[]>();
  if (codes) {
    return (
      <Entrance title={title} note="Your second step is on.">
        <RecoveryCodes codes={codes} verb="Go on" onKept={() => void onSignedIn()} />
      </Entrance>
    );
  }
  const enrolment = offer.value;
  return (
    <Entrance title={title} note="This group asks for a second step at sign-in. Set yours up now.">
      {offer.error && <Failure message={offer.error} onRetry={onBack} />}
      {!offer.error && !enrolment && <Loading what="a secret for your authenticator" />}
      {enrolment && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void action.run(async () => setCodes(await entry.turnOn(enrolment.offer, code)));
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
            error={action.fieldError("code") ?? action.error}
          />
          <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
            Turn on and sign in
          </button>
        </form>
      )}
      <Back onBack={onBack} />
    </Entrance>
  );
}

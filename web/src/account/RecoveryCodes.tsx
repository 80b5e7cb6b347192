import { useEffect, useRef } from "preact/hooks";
import { CopyButton } from "../ui/CopyButton";

interface Props {
  codes: string[];
  /** What the button says that leads on. */
  verb: string;
  onKept: () => void;
}

/** RecoveryCodes are shown this once: each lets somebody in who has lost their authenticator. */
export function RecoveryCodes({ codes, verb, onKept }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} tabIndex={-1} class="recovery" role="group" aria-label="Recovery codes">
      <p>
        <strong>Keep these recovery codes.</strong> Each lets you in once when you do not have your
        authenticator. They are not shown again.
      </p>
      <ul class="secret recovery-codes">
        {codes.map((c) => (
          <li key={c}>
            <code>{c}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton text={codes.join("\n")} name="the recovery codes" />
        <button type="button" class="button button-primary" onClick={onKept}>
          {verb}
        </button>
      </div>
    </div>
  );
}

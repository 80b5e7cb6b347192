import type { NewToken, NewTokenPart } from "../api/types";
import { CopyButton } from "../ui/CopyButton";

/** MadeToken shows a new token's addresses, the one time that they can be shown. */
export function MadeToken({ made, onDone }: { made: NewToken; onDone: () => void }) {
  return (
    <section class="panel panel-made" aria-label="New integration">
      <h2 dir="auto">{made.name} is ready</h2>
      <p>Copy what you need now: these addresses carry the token and are shown only once.</p>
      <Part version="v2" part={made.v2} />
      {made.v1 && <Part version="v1" part={made.v1} />}
      <div class="actions">
        <button type="button" class="button button-primary" onClick={onDone}>
          Done
        </button>
      </div>
    </section>
  );
}

function Part({ version, part }: { version: string; part: NewTokenPart }) {
  return (
    <div class="token-part">
      <h3>API {version}</h3>
      <Secret label="Address" name={`the ${version} address`} text={part.url} />
      <Secret label="Try it in a shell" name={`the ${version} example`} text={part.curl} />
    </div>
  );
}

function Secret({ label, name, text }: { label: string; name: string; text: string }) {
  return (
    <div class="secret-item">
      <div class="secret-head">
        <h4>{label}</h4>
        <CopyButton text={text} name={name} />
      </div>
      <pre class="secret" tabIndex={0} aria-label={`${label}, ${name}`} role="region">
        <code>{text}</code>
      </pre>
    </div>
  );
}

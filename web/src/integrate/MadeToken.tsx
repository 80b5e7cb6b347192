import type { NewToken, NewTokenPart } from "../api/types";
import { Secret } from "../ui/Secret";
import { TryIt } from "./TryIt";

interface MadeProps {
  made: Pick<NewToken, "name" | "v1"> & { v2: NewTokenPart | null; hook?: string; mail?: string };
  /** Where what is posted with it appears; without one it cannot be tried here. */
  conversation?: number | undefined;
  onDone: () => void;
}

/** MadeToken shows a new token's addresses, the one time that they can be shown. */
export function MadeToken({ made, conversation, onDone }: MadeProps) {
  const part = (version: "v1" | "v2", part: NewTokenPart | null) =>
    part && <Part version={version} part={part} name={made.name} conversation={conversation} />;
  return (
    <section class="panel panel-made" aria-label="New integration">
      <h2 dir="auto">{made.name} is ready</h2>
      <p>Copy what you need now: these addresses carry the token and are shown only once.</p>
      {part("v2", made.v2)}
      {part("v1", made.v1)}
      {made.hook && <Others hook={made.hook} />}
      {made.mail && <Mail address={made.mail} />}
      <div class="actions">
        <button type="button" class="button button-primary" onClick={onDone}>
          Done
        </button>
      </div>
    </section>
  );
}

/** Others is the address for tools that know nothing of HipChat. */
function Others({ hook }: { hook: string }) {
  return (
    <div class="token-part">
      <h3>Other tools</h3>
      <p>
        Takes what Slack's senders, Alertmanager, Grafana, GitHub, GitLab and many others send, and any JSON
        or text.
      </p>
      <Copied label="Address" name="the address for other tools" text={hook} />
    </div>
  );
}

/** Mail is the address for what can only send mail. */
function Mail({ address }: { address: string }) {
  return (
    <div class="token-part">
      <h3>Mail</h3>
      <p>What is mailed here is said in the room, its files in the thread.</p>
      <Copied label="Address" name="the mail address" text={address} />
    </div>
  );
}

interface PartProps {
  version: "v1" | "v2";
  part: NewTokenPart;
  name: string;
  conversation: number | undefined;
}

function Part({ version, part, name, conversation }: PartProps) {
  return (
    <div class="token-part">
      <h3>API {version}</h3>
      <Copied label="Address" name={`the ${version} address`} text={part.url} />
      <Copied label="Try it in a shell" name={`the ${version} example`} text={part.curl} />
      {conversation !== undefined && (
        <TryIt url={part.url} version={version} name={name} conversation={conversation} />
      )}
    </div>
  );
}

function Copied(of: { label: string; name: string; text: string }) {
  return <Secret heading="h4" region={`${of.label}, ${of.name}`} {...of} />;
}

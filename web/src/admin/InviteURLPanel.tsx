import { useState } from "preact/hooks";
import { shortTime } from "../text/time";
import { Confirm } from "../ui/Confirm";
import { CopyButton } from "../ui/CopyButton";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { group, type InviteURL } from "./adminapi";

/** InviteURLPanel is the link by which whoever has it makes an account: made, shown, replaced, turned off. spec: product, 10.1 */
export function InviteURLPanel({ domain }: { domain: string }) {
  const loaded = useLoad("invite url", group.inviteURL);
  const [changed, setChanged] = useState<InviteURL>();
  const now = changed ?? loaded.value;
  return (
    <section class="panel" aria-labelledby="invite-url-title">
      <h2 id="invite-url-title">Invite URL</h2>
      <p class="field-hint">
        Whoever has it makes an account of their own,{" "}
        {domain ? `with an address at ${domain}` : "with any address"}. {now && who(now)}
      </p>
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      {!now && !loaded.error && <Loading what="the invite URL" />}
      {now && <Deeds now={now} onChanged={setChanged} />}
    </section>
  );
}

function who({ proves }: InviteURL): string {
  return proves
    ? "The link to their password goes to that address."
    : "Without a mail server nobody proves that an address is theirs.";
}

function Deeds({ now, onChanged }: { now: InviteURL; onChanged: (now: InviteURL) => void }) {
  const action = useAction();
  const [asking, setAsking] = useState<"anew" | "off">();
  const close = () => setAsking(undefined);
  if (!now.url) {
    return (
      <>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => action.run(async () => onChanged(await group.makeInviteURL()))}
        >
          Make an invite URL
        </button>
      </>
    );
  }
  return (
    <>
      <div class="secret">
        <code dir="ltr">{now.url}</code>
        <CopyButton text={now.url} name="the invite URL" />
      </div>
      <p class="list-note">
        {now.by ? `Made by ${now.by}` : "Made"} {now.created && shortTime(now.created)}
      </p>
      <div class="deeds">
        <button type="button" class="button" onClick={() => setAsking("anew")}>
          Replace
        </button>
        <button type="button" class="button button-danger" onClick={() => setAsking("off")}>
          Turn off
        </button>
      </div>
      {asking === "anew" && (
        <Confirm
          title="Make another invite URL?"
          text="The present one leads nowhere then. Accounts that were made with it stay."
          verb="Replace"
          onClose={close}
          onConfirm={async () => onChanged(await group.makeInviteURL())}
        />
      )}
      {asking === "off" && (
        <Confirm
          title="Turn the invite URL off?"
          text="It leads nowhere then. Accounts that were made with it stay."
          verb="Turn off"
          onClose={close}
          onConfirm={async () => onChanged(await group.endInviteURL())}
        />
      )}
    </>
  );
}

import { useState } from "preact/hooks";
import type { Invitation } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { fullTime } from "../text/time";
import { CopyButton } from "../ui/CopyButton";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";

/** InvitePerson makes an account and shows the link by which its person comes in, with a password of their choice. */
export function InvitePerson({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const action = useAction("name", "email");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [admin, setAdmin] = useState(false);
  const [made, setMade] = useState<Invitation>();
  if (made) return <Invited made={made} onClose={onClose} />;
  const invite = () =>
    action.run(async () => {
      const invitation = await workspace.api.invite({ name: name.trim(), email: email.trim(), admin });
      workspace.people.add(invitation.user);
      setMade(invitation);
    });
  return (
    <Dialog title="Invite a person" onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void invite();
        }}
      >
        <Field
          label="Name"
          value={name}
          onInput={setName}
          required
          maxLength={50}
          dir="auto"
          autocomplete="off"
          error={action.fieldError("name")}
        />
        <Field
          label="E-mail"
          type="email"
          value={email}
          onInput={setEmail}
          required
          autocomplete="off"
          hint="They sign in with it."
          error={action.fieldError("email")}
        />
        <label class="check">
          <input type="checkbox" checked={admin} onChange={(e) => setAdmin(e.currentTarget.checked)} />
          <span>Administrator of the group</span>
        </label>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy}>
            Invite
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Invited({ made: { user, url, expires }, onClose }: { made: Invitation; onClose: () => void }) {
  return (
    <Dialog title={`${user.name} is invited`} onClose={onClose}>
      <p class="wrap">
        Send {user.name} this link. It leads to the choice of a password, works once, and ends{" "}
        {fullTime(expires)}.
      </p>
      <div class="secret">
        <code dir="ltr">{url}</code>
        <CopyButton text={url} name="the invitation" />
      </div>
      <div class="actions">
        <button type="button" class="button button-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

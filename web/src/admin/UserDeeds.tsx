import { useState } from "preact/hooks";
import { HandOver, linkOf, type Secret } from "../people/HandOver";
import { useWorkspace } from "../state/workspace";
import { Confirm } from "../ui/Confirm";
import { Dialog } from "../ui/Dialog";
import { useAction } from "../ui/useAction";
import { type Person, people } from "./adminapi";
import { GiveGroupDialog } from "./GiveGroupDialog";

interface Props {
  person: Person;
  onChanged: (now: Person) => void;
}

/** UserDeeds is what can be done to a person's account. */
export function UserDeeds({ person: p, onChanged }: Props) {
  const { me } = useWorkspace();
  const [asking, setAsking] = useState<"password" | "deactivate" | "step" | "owner">();
  const action = useAction();
  const close = () => setAsking(undefined);
  if (p.deleted) {
    return (
      <section class="panel" aria-labelledby="deeds-title">
        <h2 id="deeds-title">Deactivated</h2>
        <p class="lead">
          What {p.name} said is still there. They cannot sign in, and nobody can write to them.
        </p>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => action.run(async () => onChanged(await people.setActive(p.id, true)))}
        >
          Reactivate
        </button>
      </section>
    );
  }
  return (
    <section class="panel" aria-labelledby="deeds-title">
      <h2 id="deeds-title">Access</h2>
      <div class="deeds">
        <button type="button" class="button" onClick={() => setAsking("password")}>
          {p.has_password ? "Reset the password" : "New link"}
        </button>
        {p.second_step && p.id !== me.id && (
          <button type="button" class="button" onClick={() => setAsking("step")}>
            Turn off the second step
          </button>
        )}
        {me.owner && p.id !== me.id && p.has_password && (
          <button type="button" class="button" onClick={() => setAsking("owner")}>
            Make the owner
          </button>
        )}
        {p.role !== "owner" && p.id !== me.id && (
          <button type="button" class="button button-danger" onClick={() => setAsking("deactivate")}>
            Deactivate
          </button>
        )}
      </div>
      {asking === "password" && <ResetPassword person={p} onClose={close} onMade={() => onChanged(p)} />}
      {asking === "owner" && <GiveGroupDialog person={p} onClose={close} onGiven={() => onChanged(p)} />}
      {asking === "step" && (
        <Confirm
          title="Turn off the second step?"
          text={`${p.name} will sign in with the password alone, for example because the phone is lost.`}
          verb="Turn off"
          onClose={close}
          onConfirm={async () => {
            await people.resetSecondStep(p.id);
            onChanged(p);
          }}
        />
      )}
      {asking === "deactivate" && (
        <Confirm
          title={`Deactivate ${p.name}?`}
          text="They are signed out everywhere and cannot come back until they are reactivated. What they said stays."
          verb="Deactivate"
          onClose={close}
          onConfirm={async () => onChanged(await people.setActive(p.id, false))}
        />
      )}
    </section>
  );
}

function ResetPassword({
  person: p,
  onClose,
  onMade,
}: {
  person: Person;
  onClose: () => void;
  onMade: () => void;
}) {
  const action = useAction();
  const [now, setNow] = useState(false);
  const [made, setMade] = useState<Secret>();
  if (made) {
    return (
      <HandOver
        secret={made}
        onClose={() => {
          onClose();
          onMade();
        }}
      />
    );
  }
  return (
    <Dialog title={p.has_password ? "Reset the password" : "Make a new link"} onClose={onClose}>
      <p class="wrap">
        You get a link to hand over, with which {p.name} chooses a password. When it is used, whatever is
        signed in with another password is signed out.
      </p>
      {p.has_password && (
        <label class="check">
          <input type="checkbox" checked={now} onChange={(e) => setNow(e.currentTarget.checked)} />
          <span>
            End the present password now
            <small class="check-hint">They are signed out at once, and only come back by the link.</small>
          </span>
        </label>
      )}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={() =>
            action.run(async () => {
              setMade(linkOf(await people.resetPassword(p.id, now), `A link for ${p.name}`));
            })
          }
        >
          Make the link
        </button>
      </div>
    </Dialog>
  );
}

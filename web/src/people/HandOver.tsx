import type { Link } from "../admin/adminapi";
import type { User } from "../api/types";
import { fullTime } from "../text/time";
import { CopyButton } from "../ui/CopyButton";
import { Dialog } from "../ui/Dialog";

/** What is shown once, to be given to its person. */
export interface Secret {
  title: string;
  text: string;
  secret: string;
  /** What it is called. */
  name: string;
}

/** secretOf is what came of making an account. */
export function secretOf(answer: Link | { user: User; password: string }): Secret {
  if ("url" in answer) return linkOf(answer, `${answer.user.name} is invited`);
  return {
    title: `${answer.user.name} has an account`,
    text: `They sign in as ${answer.user.email} with this password. It is shown only now.`,
    secret: answer.password,
    name: "the password",
  };
}

/** linkOf is a link to the choice of a password. */
export function linkOf({ user, url, expires, mailed }: Link, title: string): Secret {
  const begin = mailed ? `It has gone to ${user.email}. You may also send` : "Send";
  const text = `${begin} ${user.name} this link. It leads to the choice of a password, works once, and ends ${fullTime(expires)}.`;
  return { title, text, secret: url, name: "the link" };
}

/** HandOver shows a secret, once. */
export function HandOver({ secret: s, onClose }: { secret: Secret; onClose: () => void }) {
  return (
    <Dialog title={s.title} onClose={onClose}>
      <p class="wrap">{s.text}</p>
      <div class="secret">
        <code dir="ltr">{s.secret}</code>
        <CopyButton text={s.secret} name={s.name} />
      </div>
      <div class="actions">
        <button type="button" class="button button-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

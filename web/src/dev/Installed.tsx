import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";
import { type Followed, reinstall } from "./devapi";
import { Tool } from "./Tool";

/** Installed are the add-ons that the server keeps installed. */
export function Installed({ addons }: { addons: Followed[] }) {
  const { api } = useWorkspace();
  const action = useAction();
  const [now, setNow] = useState(addons);
  return (
    <Tool title="Kept installed">
      <ul class="list">
        {now.map((a) => (
          <li key={a.url} class="list-item">
            <div class="list-main">
              <p class="list-name wrap" dir="ltr">
                {a.url}
              </p>
              <p class="list-note wrap" dir="auto">
                {a.last || "Not looked at yet"}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <div class="actions dev-deeds">
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void action.run(async () => setNow(await reinstall(api)))}
        >
          Install again
        </button>
      </div>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </Tool>
  );
}

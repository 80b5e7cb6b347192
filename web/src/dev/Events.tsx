import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { type Happening, makeHappen } from "./devapi";
import { Tool } from "./Tool";
import { heard } from "./words";

/** Events makes what webhooks wait for really happen. */
export function Events({ events }: { events: Happening[] }) {
  const { api } = useWorkspace();
  const action = useAction();
  const [text, setText] = useState("Hello from Grace");
  const [said, setSaid] = useState("");
  const make = (h: Happening) =>
    action.run(async () => {
      setSaid("");
      setSaid(heard(h, await makeHappen(api, h.event, text)));
    });
  return (
    <Tool title="Make it happen">
      <Field label="Text, for what is said" dir="auto" maxLength={250} value={text} onInput={setText} />
      <ul class="dev-events" aria-label="Events">
        {events.map((h) => (
          <li key={h.event}>
            <button
              type="button"
              class="button"
              title={h.what}
              disabled={action.busy}
              onClick={() => void make(h)}
            >
              <code>{h.event}</code>
            </button>
          </li>
        ))}
      </ul>
      <p class="list-note" role="status">
        {said}
      </p>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </Tool>
  );
}

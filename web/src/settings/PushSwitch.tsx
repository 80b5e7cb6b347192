import { useState } from "preact/hooks";
import { Pushes } from "../notify/push";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";

/** PushSwitch has this browser told of messages while no page is open. */
export function PushSwitch() {
  const { api } = useWorkspace();
  const [pushes] = useState(() => new Pushes(api));
  const now = useLoad("push", () => pushes.on());
  const action = useAction();
  if (!pushes.supported) {
    return <p class="field-hint">Pushes need a page with https, and a browser that knows them.</p>;
  }
  const on = now.value ?? false;
  const turn = () =>
    action.run(async () => {
      if (on) await pushes.switchOff();
      else if ((await Notification.requestPermission()) === "granted") await pushes.switchOn();
      now.reload();
    });
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={on}
          disabled={action.busy || now.value === undefined}
          onChange={() => void turn()}
        />
        <span>
          Push to this browser
          <small class="check-hint">Also while no page is open. Each browser has its own switch.</small>
        </span>
      </label>
      {(action.error || now.error) && (
        <p class="field-error" role="alert">
          This browser's push service could not be reached, or it refused. {action.error ?? now.error}
        </p>
      )}
    </>
  );
}

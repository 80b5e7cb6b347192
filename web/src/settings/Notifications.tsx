import { useState } from "preact/hooks";
import { permission } from "../notify/notifier";
import { chime } from "../notify/sound";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";
import { Choice } from "./Choice";
import { MailChoice } from "./MailChoice";
import { PushSwitch } from "./PushSwitch";
import { Switch } from "./Switch";

/** Notifications is what is told to the reader, and how. */
export function Notifications() {
  return (
    <>
      <Choice
        name="globalNotificationSetting"
        label="Rooms are"
        options={[
          ["loud", "Loud"],
          ["normal", "Normal"],
          ["quiet", "Quiet"],
        ]}
      />
      <p class="field-hint">
        Loud tells you of every message, normal of @all, @here and your name, quiet of your name alone. The
        bell of a room sets it for that room.
      </p>
      <Switch name="showToasters" label="Desktop notifications" hint="While you look elsewhere." />
      <Permission />
      <PushSwitch />
      <Switch name="soundsEnabled" label="Sounds" />
      <p>
        <button type="button" class="button" onClick={() => void chime()}>
          Play it
        </button>
      </p>
      <MailChoice />
      <Switch name="notifyWhenDND" label="Tell me even when I do not want to be disturbed" />
      <Switch name="enableIdle" label="Show me as idle when I do not touch anything" />
      <IdleMinutes />
    </>
  );
}

/** Permission asks the browser, which only listens to somebody's click. */
function Permission() {
  const [now, setNow] = useState(permission());
  if (now === "granted") return null;
  if (now === "unsupported") return <p class="field-hint">This browser shows no notifications.</p>;
  if (now === "denied") {
    return (
      <p class="notice">
        This browser keeps notifications of this page back. Its settings for this site let them through.
      </p>
    );
  }
  return (
    <p>
      <button
        type="button"
        class="button"
        onClick={async () => setNow(await Notification.requestPermission())}
      >
        Let this browser show notifications
      </button>
    </p>
  );
}

function IdleMinutes() {
  const { settings } = useWorkspace();
  const action = useAction("idleMinutes");
  const { enableIdle, idleMinutes } = settings.preferences.value;
  const error = action.fieldError("idleMinutes") ?? action.error;
  return (
    <div class="field field-short">
      <label for="idle-minutes">Minutes until then</label>
      <input
        id="idle-minutes"
        type="number"
        min={1}
        max={99}
        value={idleMinutes}
        disabled={!enableIdle}
        aria-invalid={error ? "true" : undefined}
        onChange={(e) => {
          const minutes = e.currentTarget.valueAsNumber;
          if (Number.isInteger(minutes)) void action.run(() => settings.change({ idleMinutes: minutes }));
        }}
      />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

import { useId, useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";

/** spec: product, 4.2 */
const maxLength = 1024;

/** OwnStatus is what the reader says about being there; Enter says it. */
export function OwnStatus() {
  const workspace = useWorkspace();
  const action = useAction();
  const id = useId();
  const { status } = workspace.me;
  const [text, setText] = useState(status);
  const { show } = workspace.settings.preferences.value;
  return (
    <form
      class="own-status-form"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(() => workspace.setPresence(show, text.trim()));
      }}
    >
      <label class="visually-hidden" for={id}>
        Status
      </label>
      <input
        id={id}
        class="input"
        dir="auto"
        placeholder="What are you doing?"
        maxLength={maxLength}
        value={text}
        onInput={(e) => setText(e.currentTarget.value)}
      />
      {text.trim() !== status && (
        <button type="submit" class="button" disabled={action.busy}>
          {text.trim() === "" ? "Clear" : "Set"}
        </button>
      )}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </form>
  );
}

import { useState } from "preact/hooks";
import type { NewToken } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";

/** TokenForm names an integration and makes its token. */
export function TokenForm({ roomId, onMade }: { roomId: number; onMade: (made: NewToken) => void }) {
  const { api } = useWorkspace();
  const action = useAction("name");
  const [name, setName] = useState("");
  const [v1, setV1] = useState(false);
  return (
    <form
      class="panel"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => onMade(await api.createToken(roomId, name.trim(), v1)));
      }}
    >
      <Field
        label="Name of the integration"
        value={name}
        onInput={setName}
        required
        maxLength={50}
        dir="auto"
        autocomplete="off"
        hint="Shown as the sender, for example Build server."
        error={action.fieldError("name")}
      />
      <label class="check">
        <input type="checkbox" checked={v1} onChange={(e) => setV1(e.currentTarget.checked)} />
        <span>Also an API v1 token, for older integrations</span>
      </label>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Create
        </button>
      </div>
    </form>
  );
}

import { useState } from "preact/hooks";
import { Entrance } from "../account/Entrance";
import type { Api } from "../api/api";
import { Field } from "../ui/Field";
import { Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";

interface Props {
  api: Api;
  token: string;
  onEntered: () => Promise<void>;
}

/** The server's limit, without what it puts behind a guest's name. */
const maxName = 42;

/** GuestEntrance asks a guest for a name. spec: product, 3.3 */
export function GuestEntrance({ api, token, onEntered }: Props) {
  const room = useLoad(token, () => api.guestRoom(token));
  const action = useAction("name");
  const [name, setName] = useState("");
  if (room.error) return <Entrance title="Stoa" note={room.error} />;
  if (!room.value) return <Loading what="the room" />;
  return (
    <Entrance
      title={room.value.name}
      note={room.value.topic || "You are invited as a guest. You will see what is said from now on."}
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            await api.enterAsGuest(token, name.trim());
            await onEntered();
          });
        }}
      >
        <Field
          label="Your name"
          autocomplete="name"
          required
          maxLength={maxName}
          dir="auto"
          value={name}
          onInput={setName}
          error={action.fieldError("name") ?? action.error}
        />
        <button type="submit" class="button button-primary button-wide" disabled={action.busy}>
          {action.busy ? "Coming in…" : "Come in"}
        </button>
      </form>
    </Entrance>
  );
}

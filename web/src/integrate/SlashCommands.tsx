import { useState } from "preact/hooks";
import { deleteWebhook, makeCommand, webhooksOf } from "../deliveries/deliveryapi";
import type { Hook } from "../deliveries/types";
import { useWorkspace } from "../state/workspace";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Failure } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";

/** SlashCommands are words that send what is said after them to an address. */
export function SlashCommands({ roomId }: { roomId: number }) {
  const { api } = useWorkspace();
  const loaded = useLoad(`commands ${roomId}`, async () =>
    (await webhooksOf(api, roomId)).filter((h) => h.installation_id === null && h.name.startsWith("/")),
  );
  const [removing, setRemoving] = useState<Hook>();
  return (
    <section aria-labelledby="slash-title">
      <h2 class="list-title" id="slash-title">
        Slash commands
      </h2>
      <p class="list-note">
        Whoever types the word at the beginning of a message has it sent to the address, as JSON. What is
        answered with a message is said in the room.
      </p>
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      <ul class="list">
        {loaded.value?.map((h) => (
          <Row key={h.id} hook={h} roomId={roomId} onRemove={() => setRemoving(h)} />
        ))}
      </ul>
      <CommandForm roomId={roomId} onMade={loaded.reload} />
      {removing && (
        <Confirm
          title="Remove the command?"
          text={`${removing.name} will be an ordinary word again.`}
          verb="Remove"
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            await deleteWebhook(api, removing.id);
            loaded.reload();
          }}
        />
      )}
    </section>
  );
}

function Row({ hook: h, roomId, onRemove }: { hook: Hook; roomId: number; onRemove: () => void }) {
  return (
    <li class="list-item">
      <div class="list-main">
        <p class="list-name" dir="ltr">
          {h.name} {h.paused && <span class="badge">Paused</span>}
        </p>
        <p class="list-note wrap">
          {h.url} ·{" "}
          <a href={`/rooms/deliveries/${roomId}?webhook=${h.id}`} aria-label={`Deliveries of ${h.name}`}>
            Deliveries
          </a>
        </p>
      </div>
      <button type="button" class="button" aria-label={`Remove ${h.name}`} onClick={onRemove}>
        Remove
      </button>
    </li>
  );
}

function CommandForm({ roomId, onMade }: { roomId: number; onMade: () => void }) {
  const { api } = useWorkspace();
  const action = useAction("command", "url");
  const [command, setCommand] = useState("");
  const [url, setUrl] = useState("");
  return (
    <form
      class="panel"
      aria-label="New slash command"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          await makeCommand(api, roomId, command.trim(), url.trim());
          setCommand("");
          setUrl("");
          onMade();
        });
      }}
    >
      <Field
        label="Command"
        value={command}
        onInput={setCommand}
        required
        maxLength={51}
        placeholder="/deploy"
        autocomplete="off"
        error={action.fieldError("command")}
      />
      <Field
        label="Address to post to"
        type="url"
        value={url}
        onInput={setUrl}
        required
        placeholder="https://ci.example.com/hook"
        autocomplete="off"
        error={action.fieldError("url")}
      />
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Add the command
        </button>
      </div>
    </form>
  );
}

import { useState } from "preact/hooks";
import type { NewToken, Token } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Confirm } from "../ui/Confirm";
import { Empty, Failure, Loading, Page } from "../ui/states";
import { useFind } from "../ui/useFind";
import { useLoad } from "../ui/useLoad";
import { ChecksDialog } from "./ChecksDialog";
import { MadeToken } from "./MadeToken";
import { SlashCommands } from "./SlashCommands";
import { TokenForm } from "./TokenForm";

/** IntegratePage makes a room's notification tokens and lists them. */
export function IntegratePage({ roomId }: { roomId: number }) {
  const { api } = useWorkspace();
  const room = useLoad(`room ${roomId}`, () => api.room(roomId));
  const tokens = useLoad(`tokens ${roomId}`, () => api.tokens(roomId));
  const [made, setMade] = useState<NewToken>();
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page
        title={room.value ? `Integrate with ${room.value.name}` : "Integrate"}
        back={`/chat/room/${roomId}`}
      >
        <p class="lead">
          Let a build server, a monitor or a script post into this room. Give the integration a name, and you
          get a web address to post to, ready to paste.
        </p>
        {made ? (
          <MadeToken made={made} conversation={room.value?.conversation} onDone={() => setMade(undefined)} />
        ) : (
          <TokenForm
            roomId={roomId}
            onMade={(m) => {
              setMade(m);
              tokens.reload();
            }}
          />
        )}
        <h2 class="list-title">Integrations of this room</h2>
        {tokens.error && <Failure message={tokens.error} onRetry={tokens.reload} />}
        {!tokens.value && !tokens.error && <Loading what="integrations" />}
        {tokens.value?.length === 0 && <Empty title="None yet." />}
        {tokens.value && tokens.value.length > 0 && (
          <Tokens roomId={roomId} tokens={tokens.value} onChanged={tokens.reload} />
        )}
        <SlashCommands roomId={roomId} />
        <h2 class="list-title">Webhooks</h2>
        <p class="list-note">
          What the webhooks of this room were sent, those of its commands and add-ons among them, and what was
          answered:{" "}
          <a href={`/rooms/deliveries/${roomId}`} aria-label="Deliveries of this room">
            Deliveries
          </a>
        </p>
      </Page>
    </main>
  );
}

function Tokens({ roomId, tokens, onChanged }: { roomId: number; tokens: Token[]; onChanged: () => void }) {
  const { api } = useWorkspace();
  const [revoking, setRevoking] = useState<Token>();
  const [checking, setChecking] = useState<Token>();
  const { box, shown, below } = useFind(tokens, "integrations", (t) => t.name);
  return (
    <>
      {box}
      <ul class="list">
        {shown.map((t) => (
          <li key={t.id} class="list-item addon">
            <div class="list-main">
              <p class="list-name" dir="auto">
                {t.name} <span class="badge-app">{t.kind === "room" ? "v2" : "v1"}</span>
              </p>
              <p class="list-note">
                Created {shortTime(t.created)} ·{" "}
                {t.last_used ? `last used ${shortTime(t.last_used)}` : "never used"}
                {t.expires && ` · expires ${shortTime(t.expires)}`}
              </p>
              {t.template?.failure && (
                <p class="field-error wrap">
                  Its template has failed, and what came was said as it is built in: {t.template.failure}
                </p>
              )}
            </div>
            <div class="addon-actions">
              {t.kind === "room" && (
                <a
                  class="button"
                  href={`/rooms/tokens/${roomId}/template/${t.id}`}
                  aria-label={`Template of ${t.name}`}
                >
                  Template
                </a>
              )}
              {t.kind === "room" && (
                <button
                  type="button"
                  class="button"
                  aria-label={`Checks of ${t.name}`}
                  onClick={() => setChecking(t)}
                >
                  Checks
                </button>
              )}
              <button
                type="button"
                class="button"
                aria-label={`Revoke ${t.name}`}
                onClick={() => setRevoking(t)}
              >
                Revoke
              </button>
            </div>
          </li>
        ))}
      </ul>
      {below}
      {checking && <ChecksDialog token={checking} onClose={() => setChecking(undefined)} />}
      {revoking && (
        <Confirm
          title="Revoke the token?"
          text={`${revoking.name} will no longer be able to post with this token. This cannot be undone.`}
          verb="Revoke"
          onClose={() => setRevoking(undefined)}
          onConfirm={async () => {
            await api.revokeToken(revoking.id);
            onChanged();
          }}
        />
      )}
    </>
  );
}

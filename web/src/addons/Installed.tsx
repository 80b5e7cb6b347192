import { useState } from "preact/hooks";
import type { Installation } from "../api/addontypes";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { shortTime } from "../text/time";
import { Avatar } from "../ui/Avatar";
import { Confirm } from "../ui/Confirm";
import { useAction } from "../ui/useAction";
import { Connection } from "./Connection";
import { Overseen } from "./Overseen";

interface Props {
  installations: Installation[];
  onChanged: () => void;
  /** With what an administrator of the group sees of each. */
  overseen?: boolean;
}

/** Installed lists add-ons with what can be done to them. */
export function Installed({ installations, onChanged, overseen = false }: Props) {
  const { api } = useWorkspace();
  const [removing, setRemoving] = useState<Installation>();
  return (
    <>
      <ul class="list">
        {installations.map((i) => (
          <Row
            key={i.id}
            installation={i}
            overseen={overseen}
            onChanged={onChanged}
            onRemove={() => setRemoving(i)}
          />
        ))}
      </ul>
      {removing && (
        <Confirm
          title="Remove the add-on?"
          text={`${removing.name} will lose its access and its webhooks.`}
          verb="Remove"
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            const removed = await api.uninstall(removing.id);
            if (removed?.open) location.assign(removed.open);
            else onChanged();
          }}
        />
      )}
    </>
  );
}

interface RowProps {
  installation: Installation;
  overseen: boolean;
  onChanged: () => void;
  onRemove: () => void;
}

function Row({ installation: i, overseen, onChanged, onRemove }: RowProps) {
  const { api } = useWorkspace();
  const action = useAction();
  const [current, setCurrent] = useState(false);
  const look = () =>
    action.run(async () => {
      const preview = await api.checkInstallation(i.id);
      if (preview.update?.changed) navigate(updatePage(i));
      else setCurrent(true);
    });
  const toggle = () =>
    action.run(async () => {
      await api.disableInstallation(i.id, !i.disabled);
      onChanged();
    });
  return (
    <li class="list-item addon">
      <Avatar name={i.name} square />
      <div class="list-main">
        <p class="list-name" dir="auto">
          <a href={addonPage(i.key, i.room_id)}>{i.name}</a>
          {i.disabled && <span class="badge">Disabled</span>}
          {i.update && <span class="badge">Update pending</span>}
        </p>
        <p class="list-note" dir="auto">
          {i.vendor && `By ${i.vendor.name} · `}installed {shortTime(i.created)} · {i.scopes.join(", ")}
        </p>
        {i.update && i.update.added_scopes.length > 0 && (
          <p class="list-note">The update also asks for {i.update.added_scopes.join(", ")}.</p>
        )}
        <Connection of={i} onLooked={onChanged} />
        {overseen && <Overseen of={i} />}
        {!overseen && i.room_id !== null && (
          <p class="list-note">
            <a
              href={`/rooms/deliveries/${i.room_id}?installation=${i.id}`}
              aria-label={`Deliveries of ${i.name}`}
            >
              Deliveries
            </a>
          </p>
        )}
        {current && (
          <p class="list-note" role="status">
            Its descriptor has not changed.
          </p>
        )}
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
      </div>
      <div class="addon-actions">
        {i.configurable && !i.disabled && (
          <a class="button" href={addonPage(i.key, i.room_id)} aria-label={`Configure ${i.name}`}>
            Configure
          </a>
        )}
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void look()}
          aria-label={`Update ${i.name}`}
        >
          Update
        </button>
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void toggle()}
          aria-label={`${i.disabled ? "Enable" : "Disable"} ${i.name}`}
        >
          {i.disabled ? "Enable" : "Disable"}
        </button>
        <button type="button" class="button" aria-label={`Remove ${i.name}`} onClick={onRemove}>
          Remove
        </button>
      </div>
    </li>
  );
}

/** addonPage is where an add-on is looked at and configured. */
export function addonPage(key: string, roomId: number | null): string {
  return `/addons/${encodeURIComponent(key)}${roomId === null ? "" : `?room=${roomId}`}`;
}

/** updatePage is where somebody agrees to an add-on's newer descriptor. */
export function updatePage(i: Pick<Installation, "descriptor_url" | "room_id">): string {
  const query = new URLSearchParams({ url: i.descriptor_url });
  if (i.room_id !== null) query.set("room", String(i.room_id));
  return `/addons/install?${query}`;
}

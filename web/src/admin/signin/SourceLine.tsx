import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Confirm } from "../../ui/Confirm";
import { type Shown, sourceApi } from "./sourceapi";

interface Props {
  source: { key: string; name: string; disabled: boolean } & Pick<Shown, "fixed">;
  /** Where it is. */
  place: string;
  onEdit: () => void;
  onRemoved: () => void;
  /** What becomes of those whom it has vouched for when it is removed. */
  removal?: string;
  /** It can be asked before the one above it. */
  onUp?: (() => void) | undefined;
  children?: ComponentChildren;
}

/** SourceLine is one of those who vouch for people. */
export function SourceLine({ source, place, removal, onEdit, onRemoved, onUp, children }: Props) {
  const [removing, setRemoving] = useState(false);
  return (
    <li class="list-item source">
      <div class="list-main">
        <p class="list-name">
          <bdi>{source.name}</bdi>
          {source.disabled && <span class="badge">off</span>}
          {source.fixed && <span class="badge">from the file</span>}
        </p>
        <p class="list-note wrap">{place}</p>
        {children}
      </div>
      <div class="addon-actions">
        {onUp && (
          <button type="button" class="button" aria-label={`Ask ${source.name} earlier`} onClick={onUp}>
            ↑
          </button>
        )}
        <button type="button" class="button" aria-label={`Edit ${source.name}`} onClick={onEdit}>
          {source.fixed ? "Show" : "Edit"}
        </button>
        {!source.fixed && (
          <button
            type="button"
            class="button button-danger"
            aria-label={`Remove ${source.name}`}
            onClick={() => setRemoving(true)}
          >
            Remove
          </button>
        )}
      </div>
      {removing && (
        <Confirm
          title={`Remove ${source.name}`}
          text={
            removal ??
            "Whoever came in by it keeps their account, and needs another way in: a link for a new password, for example."
          }
          verb="Remove"
          onConfirm={async () => {
            await sourceApi.remove(source.key);
            onRemoved();
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </li>
  );
}

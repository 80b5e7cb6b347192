import { useState } from "preact/hooks";
import { ProviderForm } from "./ProviderForm";
import { SourceLine } from "./SourceLine";
import type { ShownProvider } from "./sourceapi";

/** Providers lists the providers of OpenID Connect, and describes one. */
export function Providers({ all, onChanged }: { all: ShownProvider[]; onChanged: () => void }) {
  const [open, setOpen] = useState<ShownProvider | "new">();
  if (open) {
    const close = () => setOpen(undefined);
    return (
      <ProviderForm
        provider={open === "new" ? undefined : open}
        onSaved={() => {
          close();
          onChanged();
        }}
        onCancel={close}
      />
    );
  }
  return (
    <>
      <p class="list-note">
        Each has a button on the sign-in page. People sign in there, and come back as who they are.
      </p>
      <ul class="list">
        {all.map((p) => (
          <SourceLine
            key={p.key}
            source={p}
            place={p.issuer}
            onEdit={() => setOpen(p)}
            onRemoved={onChanged}
          />
        ))}
      </ul>
      <div class="actions">
        <button type="button" class="button" onClick={() => setOpen("new")}>
          Add a provider
        </button>
      </div>
    </>
  );
}

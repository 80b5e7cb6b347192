import { useState } from "preact/hooks";
import { IdentityProviderForm } from "./IdentityProviderForm";
import { SourceLine } from "./SourceLine";
import type { ShownIdentityProvider } from "./sourceapi";

/** IdentityProviders lists the identity providers of SAML, and describes one. */
export function IdentityProviders({
  all,
  onChanged,
}: {
  all: ShownIdentityProvider[];
  onChanged: () => void;
}) {
  const [open, setOpen] = useState<ShownIdentityProvider | "new">();
  if (open) {
    const close = () => setOpen(undefined);
    return (
      <IdentityProviderForm
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
        As providers above, for a house whose sign-in speaks SAML 2.0: Entra ID, AD FS, Okta, Shibboleth and
        others.
      </p>
      <ul class="list">
        {all.map((p) => (
          <SourceLine
            key={p.key}
            source={p}
            place={p.entity_id}
            onEdit={() => setOpen(p)}
            onRemoved={onChanged}
          />
        ))}
      </ul>
      <div class="actions">
        <button type="button" class="button" onClick={() => setOpen("new")}>
          Add an identity provider
        </button>
      </div>
    </>
  );
}

import type { ComponentChildren } from "preact";
import { Failure, Loading } from "../../ui/states";
import { useLoad } from "../../ui/useLoad";
import { DemandChoice } from "./DemandChoice";
import { Directories } from "./Directories";
import { IdentityProviders } from "./IdentityProviders";
import { PasswordChoice } from "./PasswordChoice";
import { Providers } from "./Providers";
import { Provisioners } from "./Provisioners";
import { sourceApi } from "./sourceapi";

/** Authentication says how people sign in: by whom they are vouched for, and of whom a second step is demanded. */
export function Authentication() {
  const sources = useLoad("sources", sourceApi.all);
  return (
    <>
      <Panel id="demand" title="Second step">
        <DemandChoice />
      </Panel>
      {sources.error && <Failure message={sources.error} onRetry={sources.reload} />}
      {!sources.error && !sources.value && <Loading what="how people sign in" />}
      {sources.value && (
        <Panel id="passwords" title="Passwords">
          <PasswordChoice of={sources.value.passwords} onChanged={sources.reload} />
        </Panel>
      )}
      {sources.value && (
        <Panel id="providers" title="Providers (OpenID Connect)">
          <Providers all={sources.value.providers} onChanged={sources.reload} />
        </Panel>
      )}
      {sources.value && (
        <Panel id="identity-providers" title="Identity providers (SAML)">
          <IdentityProviders all={sources.value.identity_providers} onChanged={sources.reload} />
        </Panel>
      )}
      {sources.value && (
        <Panel id="directories" title="Directories (LDAP)">
          <Directories
            all={sources.value.directories}
            presets={sources.value.presets}
            onChanged={sources.reload}
          />
        </Panel>
      )}
      {sources.value && (
        <Panel id="provisioners" title="Accounts kept from outside (SCIM)">
          <Provisioners
            all={sources.value.provisioners}
            doors={[...sources.value.providers, ...sources.value.identity_providers].filter(
              (d) => !d.disabled,
            )}
            onChanged={sources.reload}
          />
        </Panel>
      )}
    </>
  );
}

function Panel({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

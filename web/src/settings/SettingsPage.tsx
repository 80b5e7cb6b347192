import type { ComponentChildren } from "preact";
import { Page } from "../ui/states";
import { Appearance } from "./Appearance";
import { Notifications } from "./Notifications";
import { Password } from "./Password";
import { Profile } from "./Profile";
import { SecondStep } from "./SecondStep";
import { Sessions } from "./Sessions";

/** SettingsPage is what the reader sets for themselves, at the vendor's address. spec: product, 10 */
export function SettingsPage() {
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Settings" back="/chat">
        <Section id="profile" title="Profile">
          <Profile />
        </Section>
        <Section id="appearance" title="Appearance">
          <Appearance />
        </Section>
        <Section id="notifications" title="Notifications">
          <Notifications />
        </Section>
        <Section id="password" title="Password">
          <Password />
        </Section>
        <Section id="second-step" title="Second step">
          <SecondStep />
        </Section>
        <Section id="api-tokens" title="API tokens">
          <p>
            Tokens let scripts act as you. <a href="/account/api">Your tokens</a>
          </p>
        </Section>
        <Section id="xmpp" title="Chat clients">
          <p>
            Bots, and chat clients that speak XMPP, sign in as you. <a href="/account/xmpp">How to connect</a>
          </p>
        </Section>
        <Section id="sessions" title="Where you are signed in">
          <Sessions />
        </Section>
      </Page>
    </main>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

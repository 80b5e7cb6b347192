import { Secret } from "../ui/Secret";
import type { Overview } from "./devapi";
import { Tool } from "./Tool";

/** Addresses are what an integration is configured with, to be copied. */
export function Addresses({ of }: { of: Overview }) {
  return (
    <Tool title="Addresses and tokens" open={false}>
      <p class="list-note">All of it is made anew when the server starts.</p>
      <Copied label="Post with API v2" name="the v2 address" text={of.url_v2} />
      <Copied label="Post with API v1" name="the v1 address" text={of.url_v1} />
      <Copied label="Capabilities document" name="the document's address" text={of.capabilities_url} />
      <Copied label="Administrator's token" name="the administrator's token" text={of.admin_token} />
      <Copied label="Password of this account" name="the password" text={of.password} />
    </Tool>
  );
}

function Copied(of: { label: string; name: string; text: string }) {
  return <Secret heading="h3" {...of} />;
}

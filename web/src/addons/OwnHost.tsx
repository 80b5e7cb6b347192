/** OwnHost warns of an add-on whose pages are under the server's own host name, with which browsers do not part them. */
export function OwnHost({ name, host }: { name: string; host: string }) {
  if (!host) return null;
  return (
    <p class="notice notice-warning wrap">
      <strong>
        {name} has pages at this server's own host name, {host}.
      </strong>{" "}
      Browsers tell cookies apart by names and not by ports: whoever runs the add-on is sent the sessions of
      all who open it, and can act in their place. Give it a host name of its own, unless it is yours and you
      trust it as you trust this server.
    </p>
  );
}

// A provider of OpenID Connect for tests: the certified oidc-provider, with its own pages for signing in. Settings come as JSON in
// PROVIDER: issuer (else its own address), clients, people by their subject, and jwks. It prints its port and ends with its input.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { Provider } from "oidc-provider";

/** startProvider listens on a free port of this machine. clients and people may be given afterwards, too. */
export async function startProvider({ issuer, clients = [], people = {}, jwks, inIdToken = true }) {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const port = server.address().port;
  const own = issuer ?? `http://127.0.0.1:${port}`;
  const provider = new Provider(own, {
    clients: typeof clients === "function" ? clients(own) : clients,
    ...(jwks ? { jwks } : {}),
    findAccount: (_ctx, id) =>
      people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    conformIdTokenClaims: !inIdToken,
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    cookies: { keys: ["of a test"] },
    pkce: { required: () => true },
  });
  provider.proxy = true;
  server.on("request", provider.callback());
  return { url: own, port, close: () => new Promise((done) => server.close(done) && server.closeAllConnections()) };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { port } = await startProvider(JSON.parse(process.env.PROVIDER));
  console.log(`port ${port}`);
  process.stdin.resume().on("end", () => process.exit(0));
}

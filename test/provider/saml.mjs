// An identity provider of SAML 2.0 for tests: samlp, as it runs in production elsewhere, with a page of its own for signing in. Settings come as
// JSON in SAML: issuer, key and cert (PEM), and people by their NameID with their attributes. It prints its port and ends with its input.
// What an answer is like is changed by &with={…}, options of samlp, in the address that people sign in at.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const samlp = createRequire(import.meta.url)("samlp");

/** profile makes samlp say of somebody what stands in people. */
function profile(user) {
  return {
    getClaims: () => user.attributes,
    getNameIdentifier: () => ({ nameIdentifier: user.id, nameIdentifierFormat: user.format }),
  };
}
profile.prototype.metadata = [];

/** startIdentityProvider listens on a free port of this machine. */
export async function startIdentityProvider({ issuer, key, cert, people }) {
  const server = createServer((req, res) => {
    const url = new URL(req.url, "http://127.0.0.1");
    Object.assign(req, { query: Object.fromEntries(url.searchParams), protocol: "http", originalUrl: req.url });
    res.set = (name, value) => res.setHeader(name, value);
    res.send = (body) => res.end(body);
    const failed = (err) => {
      res.statusCode = 400;
      res.end(String(err?.message ?? err));
    };
    if (url.pathname === "/metadata") {
      samlp.metadata({ issuer, cert, profileMapper: profile, redirectEndpointPath: "/sso", postEndpointPath: "/sso" })(req, res);
      return;
    }
    const user = people[req.query.as];
    if (!user) {
      res.setHeader("Content-Type", "text/html");
      res.end(Object.keys(people).map((id) => `<a href="${`${req.url}&as=${encodeURIComponent(id)}`.replaceAll("&", "&amp;")}">${id}</a>`).join(" "));
      return;
    }
    samlp.parseRequest(req, { signingCert: undefined }, (err, request) => {
      if (err) return failed(err);
      const to = request?.assertionConsumerServiceURL ?? req.query.to;
      const options = {
        issuer,
        key,
        cert,
        recipient: to,
        destination: to,
        profileMapper: profile,
        getUserFromRequest: () => ({ id: req.query.as, ...user }),
        getPostURL: (_audience, _dom, _req, done) => done(null, to),
        ...JSON.parse(req.query.with ?? "{}"),
      };
      const answer = options.error ? samlp.sendError({ ...options, RelayState: req.query.RelayState, inResponseTo: request.id, getPostURL: (_req, done) => done(null, to) }) : samlp.auth(options);
      answer(req, res, failed);
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { port: server.address().port, close: () => new Promise((done) => server.close(done) && server.closeAllConnections()) };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { port } = await startIdentityProvider(JSON.parse(process.env.SAML));
  console.log(`port ${port}`);
  process.stdin.resume().on("end", () => process.exit(0));
}

import { createServer } from "node:http";

/** addon serves a descriptor and takes installations. grow makes the descriptor ask for more. */
export async function addon({ key = "com.example.deploy", name = "Deploy bot" } = {}) {
  const scopes = ["send_notification", "view_room"];
  const server = createServer((req, res) => {
    req.resume();
    if (req.url !== "/capabilities.json") return res.end();
    res.setHeader("Content-Type", "application/json");
    res.end(JSON.stringify(descriptor(key, name, `http://127.0.0.1:${server.address().port}`, scopes)));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/capabilities.json`,
    grow: (scope) => scopes.push(scope),
    close: () => new Promise((done) => server.close(done)),
  };
}

function descriptor(key, name, base, scopes) {
  return {
    key,
    name,
    description: "Starts and reports deployments.",
    vendor: { name: "Example", url: "https://example.com" },
    links: { self: `${base}/capabilities.json`, homepage: "https://example.com/deploy" },
    capabilities: {
      hipchatApiConsumer: { scopes, fromName: name },
      installable: { callbackUrl: `${base}/installed`, allowRoom: true, allowGlobal: true },
      webhook: [{ event: "room_message", pattern: "^/deploy", url: `${base}/hook`, name: "deploy" }],
    },
  };
}

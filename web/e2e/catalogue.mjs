import { rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** catalogue keeps a file that lists the add-on at an address, and two that are nowhere to be found. */
export async function catalogue(descriptor) {
  const directory = await mkdtemp(join(tmpdir(), "stoa-catalogue-"));
  const path = join(directory, "catalogue.json");
  writeFileSync(path, JSON.stringify({ addons: addons(descriptor) }));
  return { path, close: async () => rmSync(directory, { recursive: true, force: true }) };
}

function addons(descriptor) {
  return [
    {
      key: "com.example.deploy",
      name: "Deploy bot",
      vendor: { name: "Example", url: "https://example.com" },
      description: "Starts and reports deployments.",
      descriptor,
      instructions: "https://example.com/deploy/install",
      self_hosted: true,
      inbound: true,
      outbound: ["deploy.example.com:443", "hooks.example.com:8443"],
    },
    {
      key: "com.example.poll",
      name: "Polls",
      vendor: { name: "Example" },
      description: "Asks a room and counts what it answers.",
      descriptor: "https://poll.example.com/capabilities.json",
      self_hosted: true,
    },
    {
      key: "com.example.cloud",
      name: "Cloud calls",
      vendor: { name: "Example" },
      description: "Calls everybody in a room.",
      descriptor: "https://calls.example.com/capabilities.json",
    },
  ];
}

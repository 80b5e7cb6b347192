import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { binary } from "./server.mjs";

/** startDev runs `stoa dev` on a free port. It gives what the server printed of itself, and close. */
export async function startDev(...flags) {
  const child = spawn(binary, ["dev", "--listen", "127.0.0.1:0", "--json", ...flags], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  const close = async () => {
    child.kill("SIGTERM");
    await exited;
    process.off("exit", abandon);
  };
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    exited.then(([code]) => Promise.reject(new Error(`stoa dev ended with ${code}`))),
  ]);
  return { ...JSON.parse(line), close };
}

/** devScene has something of each kind to see in the inspector. */
export async function devScene(dev, addon) {
  const call = (method, path, body) =>
    fetch(dev.base_url + path, {
      method,
      headers: { Authorization: `Bearer ${dev.admin_token}`, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
  const post = (url, message, color) =>
    fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ message, color, message_format: "text" }),
    });
  const offer = await call("POST", "/api/installations/preview", { url: addon, room: dev.room_id });
  const { preview } = await offer.json();
  await call("POST", "/api/installations", { preview, room: dev.room_id });
  await fetch(dev.capabilities_url);
  await post(dev.url_v2, "Build 512 passed", "green");
  await post(dev.url_v2, "Build 513 is pink", "pink");
  await post(`${dev.base_url}/v2/rooms/message`, "By a guessed address");
  await fetch(dev.url_v1, {
    method: "POST",
    body: new URLSearchParams({ from: "CI", message: "Old but true" }),
  });
  await call("POST", "/api/dev/events/room_message", { text: "/deploy eu-2" });
}

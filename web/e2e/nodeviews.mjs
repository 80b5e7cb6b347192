import { signIn } from "./browser.mjs";
import { admin } from "./server.mjs";

/** nodeViews shows one of two servers that is cut off from the other, and what the other says of it. */
export async function nodeViews({ page, shot, nodes }) {
  const [one, two] = nodes.servers;
  await page.goto(`${one.base}/chat/lobby`);
  await signIn(page, admin); // on one, and so on both
  nodes.wires[0].cut();
  await page.goto(`${one.base}/chat/lobby`);
  await page.getByText(/^This server is cut off/).waitFor();
  await shot("node-cut-off");
  await page.goto(`${two.base}/admin/system`);
  const list = page.getByRole("list", { name: "Nodes" });
  await list.getByText("Not ready", { exact: true }).waitFor();
  await list.evaluate((e) => e.scrollIntoView({ block: "center" }));
  await shot("admin-nodes");
  nodes.wires[0].mend();
  await list.getByText("Ready", { exact: true }).nth(1).waitFor();
}

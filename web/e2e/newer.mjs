import { signIn } from "./browser.mjs";
import { admin } from "./server.mjs";
import { upgradable } from "./upgradable.mjs";

/** newerViews photographs a page that was opened before its server was upgraded. */
export async function newerViews({ page, shot, base, made }) {
  const server = await upgradable(page);
  await page.goto(`${base}/chat/room/${made.ops.id}`);
  await signIn(page, admin);
  await page.getByText("I will write it up").waitFor();
  await server.upgrade("/assets/index-newer.js");
  await page.getByText("There is a newer version.").waitFor();
  await shot("newer-version");
}

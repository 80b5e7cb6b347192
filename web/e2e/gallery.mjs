import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * gallery posts the cards of the author's guide into a room of their own, with pictures that are there, and gives what
 * takes a picture of them.
 */
export async function gallery(dev, pictures) {
  const guide = await readFile(join(import.meta.dirname, "../../docs/authors.md"), "utf8");
  const cards = [...guide.matchAll(/^```json card\n(.*?)^```$/gms)].map(([, code]) => code);
  const call = async (path, body) => {
    const res = await fetch(dev.base_url + path, {
      method: "POST",
      headers: { Authorization: `Bearer ${dev.admin_token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!res.ok) throw new Error(`${path}: ${res.status} ${await res.text()}`);
    return res.status === 204 ? null : res.json();
  };
  const room = await call("/v2/room", { name: "Cards" });
  for (const code of cards) {
    const card = JSON.parse(code.replace(/https:\/\/[^"/]+\/([^"]*\.png)/g, `${pictures}/$1`));
    await call(`/v2/room/${room.id}/notification`, {
      message: card.title,
      message_format: "text",
      color: "gray",
      card,
    });
  }
  return async (page, path) => {
    await page.setViewportSize({ width: 900, height: 1400 });
    await page.goto(`${dev.base_url}/chat/room/${room.id}`);
    await page.getByText("Test report").first().waitFor();
    await page.waitForLoadState("networkidle");
    const first = await page.locator(".card").first().boundingBox();
    const last = await page.locator(".card").last().boundingBox();
    const clip = {
      x: first.x - 66,
      y: first.y - 40,
      width: 650,
      height: last.y + last.height - first.y + 60,
    };
    await page.screenshot({ path, clip });
  };
}

import { pressInHead } from "./browser.mjs";
import { bare, frameBot } from "./framebot.mjs";

const named = (value) => ({ value });

const style = `<style>
  body { margin: 0; font: 14px/1.5 system-ui, sans-serif; color: #1d2321; background: #fff }
  .dark { color: #e5e8e6; background: #17191b }
  ul { margin: 0; padding: 0; list-style: none }
  li { display: flex; justify-content: space-between; gap: 12px; padding: 10px 16px; border-bottom: 1px solid #8884 }
  p { margin: 12px 16px }
  small { opacity: .7 }
  .free { color: #2b8a4b } .dark .free { color: #58b877 }
</style>`;

const berths = ["North quay", "Mole", "Inner basin", "Fish market", "Dry dock"];

/** look makes a page that follows the theme. */
const look = (body) => (url) =>
  bare(
    `${style}${body}`,
    `document.body.className = ${JSON.stringify(url.searchParams.get("theme") ?? "")};`,
  );

const list = `<ul>${berths.map((b, i) => `<li><span>${b}<br><small>${12 + i * 4} m, power and water</small></span><b class="free">${i % 2 ? "taken" : "free"}</b></li>`).join("")}</ul>`;
const question = "<p>The <b>Ada</b> comes in at 14:20 and stays until tomorrow. Which berth is hers?</p>";

/** harbour is an add-on to look at: a glance with a panel, a dialog of each size, a page of configuration. */
export function harbour() {
  const dialog = (base, key, options) => ({
    key,
    title: named("Assign a berth"),
    url: `${base}/${key}`,
    options,
  });
  return frameBot({
    key: "com.example.harbourmaster",
    name: "Harbour master",
    capabilities: (base) => {
      const icon = { url: `${base}/icon.svg`, "url@2x": `${base}/icon.svg` };
      const assign = { name: named("Assign"), key: "assign" };
      return {
        configurable: { url: `${base}/configure` },
        action: [
          {
            key: "assign",
            name: named("Assign a berth"),
            location: "hipchat.message.action",
            target: "medium",
          },
          {
            key: "insert",
            name: named("Insert a berth"),
            location: "hipchat.input.action",
            target: "berths",
          },
        ],
        glance: [{ key: "berths.glance", name: named("Berths"), icon, target: "berths" }],
        webPanel: [
          {
            key: "berths",
            name: named("Berths"),
            icon,
            url: `${base}/berths`,
            location: "hipchat.sidebar.right",
          },
        ],
        dialog: [
          dialog(base, "small", {
            size: "small",
            style: "warning",
            primaryAction: { name: named("Close the harbour"), key: "x" },
          }),
          dialog(base, "medium", { primaryAction: assign }),
          dialog(base, "large", {
            size: "large",
            hint: named("Berths are assigned for a day"),
            filter: { placeholder: named("Find a berth") },
            primaryAction: assign,
          }),
          dialog(base, "xlarge", { size: "xlarge", secondaryActions: [] }),
        ],
      };
    },
    pages: {
      "/berths": look(list),
      "/small": look("<p>No ship comes in or goes out until the harbour is opened again.</p>"),
      "/medium": look(question),
      "/large": look(list),
      "/xlarge": look(`${question}${list}`),
      "/configure": look(
        "<p>Announce ships in this room</p><p><label><input type=checkbox checked> when they come in</label></p><p><label><input type=checkbox> when they go out</label></p>",
      ),
    },
  });
}

/** framed leads a page through what the harbour master shows. */
export async function framed(page, go, shot, { harbour: { room, bot } }, phone) {
  await go(`/chat/room/${room.id}`, page.locator(".composer").first());
  if (phone) await pressInHead(page, "Room settings");
  await page.locator(".glances:visible").getByRole("button", { name: "Berths" }).click();
  const panel = page.locator(".panel-view");
  const there = async (of, path) => {
    await of.locator("iframe").waitFor();
    await page.waitForFunction(
      (p) => [...document.querySelectorAll("iframe")].some((f) => f.src.includes(p)),
      path,
    );
    await of.locator("iframe").contentFrame().locator("main").waitFor();
  };
  await there(panel, "/berths");
  await shot("panel");
  for (const size of ["small", "medium", "large", "xlarge"]) {
    const frame = page.frames().find((f) => f.url().startsWith(`${bot.base}/berths`));
    await frame.evaluate((key) => send("dialog", "open", { key }), size);
    await there(page.locator("dialog[open]"), `/${size}`);
    await shot(`dialog-${size}`);
    await page.keyboard.press("Escape");
  }
  await page.route("**/api/installations/*/url", (r) =>
    r.fulfill({ status: 503, body: '{"error":{"message":"Harbour master is not to be reached."}}' }),
  );
  await panel.getByRole("button", { name: "Load Berths anew" }).click();
  await panel.getByRole("alert").waitFor();
  await shot("panel-failed");
  await page.unroute("**/api/installations/*/url");
  await panel.getByRole("button", { name: "Close Berths" }).click();
  await page.getByRole("button", { name: "Add something" }).click();
  await page.getByRole("menuitem", { name: "Insert a berth" }).waitFor();
  await shot("actions");
  await page.keyboard.press("Escape");
  await go(`/addons/com.example.harbourmaster?room=${room.id}`, page.locator("iframe"));
  await there(page, "/configure");
  await shot("configure");
}

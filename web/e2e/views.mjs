import { pressInHead, signIn } from "./browser.mjs";
import { changed } from "./changed.mjs";
import { framed } from "./harbour.mjs";
import { overseen } from "./overseen.mjs";
import { reached } from "./reached.mjs";
import { admin } from "./server.mjs";

/**
 * views leads a page through everything that there is to see and calls shot with a name at each stop. net is the
 * way to the server, which is cut at the end and mended again.
 */
export async function views({ page, shot, phone, made, net, setup, descriptor }) {
  const go = async (path, ready) => {
    await page.goto(net.base + path);
    await ready.waitFor();
    await page.waitForLoadState("networkidle");
  };
  await page.goto(setup);
  await page.getByLabel("Name of the group").waitFor();
  await shot("setup");
  await page.goto(net.base + new URL(made.invite.url).pathname);
  await page.getByLabel("Your name").waitFor();
  await shot("join");
  await page.goto(`${net.base}/chat`);
  await page.getByLabel("E-mail").waitFor();
  await shot("sign-in");
  await signIn(page, admin);
  await go("/chat", page.getByRole("link", { name: /Design/ }).first());
  if (phone) await shot("list");
  await go("/chat/lobby", page.getByText("Deploys on Tuesday"));
  await shot("lobby");
  await talk(page, go, shot, made);
  await writing(page, go, shot, made);
  await administration(page, go, shot, made, descriptor);
  await office(page, go, shot, made);
  await reached(page, go, shot, made, phone);
  await overseen(page, go, shot);
  await changed(page, go, shot, made, phone);
  await framed(page, go, shot, made, phone);
  await go(`/chat/room/${made.ops.id}`, page.getByText("I will write it up"));
  net.cut();
  await page.getByText("Not connected.").waitFor();
  await shot("offline");
  net.mend();
}

async function talk(page, go, shot, { ops, empty, grace }) {
  await go(`/chat/room/${ops.id}`, page.getByText("I will write it up"));
  await shot("room");
  await page.getByRole("button", { name: /^in reply to/ }).press("Enter");
  await shot("reference");
  await page.locator(".sender-name", { hasText: "Grace Hopper" }).last().press("Enter");
  await page.getByRole("dialog", { name: "Grace Hopper" }).waitFor();
  await shot("person");
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Message Ops" }).fill("@gr");
  await page.getByRole("option").first().waitFor();
  await shot("completion");
  await page.getByRole("textbox", { name: "Message Ops" }).fill("");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Go to" }).waitFor();
  await shot("switcher");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await shot("shortcuts");
  await page.keyboard.press("Escape");
  await searches(go, shot, page);
  await go(`/chat/room/${ops.id}`, page.getByText("I will write it up"));
  await pressInHead(page, "Room settings");
  await page.getByRole("dialog", { name: "Room settings" }).waitFor();
  await shot("room-settings");
  await page.keyboard.press("Escape");
  await go(`/chat/room/${empty.id}`, page.getByText("This is the beginning of"));
  await shot("empty-room");
  await go("/chat/room/999999", page.getByRole("alert"));
  await shot("no-room");
  await go(`/chat/user/${grace.user.id}`, page.getByText("Lunch at noon?"));
  await shot("direct");
}

async function writing(page, go, shot, { writing: room }) {
  await go(`/chat/room/${room.id}`, page.getByText("line 1 of a pasted wall"));
  await page.locator("code .hljs-keyword").first().waitFor();
  await shot("writing");
  const box = page.getByRole("textbox", { name: "Message Writing" });
  await box.fill("/");
  await page.getByRole("option").first().waitFor();
  await shot("commands");
  await box.fill("what it looks like");
  await page.getByRole("button", { name: "Formatting" }).click();
  await page
    .locator("input[type=file]")
    .setInputFiles([{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
  await page.getByLabel("Description of notes.txt").waitFor();
  await shot("files");
  await page.getByRole("button", { name: "Remove notes.txt" }).click();
  await page.getByRole("button", { name: "Formatting" }).click();
  await box.fill("");
}

async function searches(go, shot, page) {
  await go("/chat/search", page.getByText("Find what was said."));
  await shot("search-empty");
  await go("/chat/search?q=eu-2", page.locator(".result").first());
  await page.keyboard.press("Escape");
  await shot("search");
  await go("/chat/search?q=nothingofthesort", page.getByText("No message matches"));
  await shot("search-none");
  await go("/chat/saved", page.locator(".saved").first());
  await shot("saved");
  await go("/chat/scheduled", page.locator(".scheduled").first());
  await shot("scheduled");
}

async function administration(page, go, shot, { ops, design }, descriptor) {
  const create = page.getByRole("button", { name: "Create", exact: true });
  await go(`/rooms/tokens/${ops.id}`, create);
  await page.getByLabel("Name of the integration").fill("Nightly build");
  await page.getByLabel(/API v1/).check();
  await create.click();
  await page.getByText("is ready").waitFor();
  await shot("integrate");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Checks of Nightly build" }).first().click();
  await page.getByLabel("Signed by").selectOption("github");
  await page.getByLabel("Secret").waitFor();
  await shot("hook-checks");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Template of Nightly build" }).first().click();
  await page
    .getByRole("textbox", { name: "Payload" })
    .fill('{"name":"Nightly","status":"failed","host":"ci1"}');
  await page.getByLabel("Begin with").selectOption("guess");
  await page.getByRole("article", { name: /^Red notification/ }).waitFor();
  await shot("template");
  await go("/admin/authentication", page.getByRole("button", { name: "Add a provider" }));
  await shot("authentication");
  await page.getByRole("button", { name: "Add a directory" }).click();
  await page.getByRole("textbox", { name: "Host" }).scrollIntoViewIfNeeded();
  await shot("authentication-directory");
  await go("/account", page.getByRole("button", { name: "Set up a second step" }));
  await page.getByRole("button", { name: "Set up a second step" }).click();
  await page.getByRole("img", { name: "QR code" }).scrollIntoViewIfNeeded();
  await shot("second-step");
  await go(`/rooms/addons/${ops.id}`, page.getByText("None yet."));
  await shot("addons");
  await go(`/rooms/addons/${design.id}`, page.getByRole("button", { name: "Remove Deploy bot" }));
  await shot("addons-installed");
  const directory = page.getByRole("region", { name: "Directory" });
  await directory.getByText("Deploy bot").click();
  await directory.getByRole("link", { name: "Installation instructions" }).waitFor();
  await directory.evaluate((e) => e.scrollIntoView());
  await shot("directory");
  const install = (url) => `/addons/install?${new URLSearchParams({ url, room: "Ops" })}`;
  await go(install(descriptor), page.getByRole("region", { name: "Deploy bot" }));
  await shot("consent");
  await go(install("http://127.0.0.1:1/none.json"), page.getByRole("alert"));
  await shot("no-descriptor");
}

/** office is the administrator's area of people, rooms and preferences. */
async function office(page, go, shot, { ops, grace }) {
  await go("/admin/users", page.getByRole("link", { name: "Grace Hopper" }));
  await shot("admin-people");
  await go(`/admin/users/${grace.user.id}`, page.getByRole("heading", { name: "Access" }));
  await shot("admin-person");
  await go("/admin/rooms", page.getByRole("list", { name: "Rooms" }).getByRole("link", { name: "Ops" }));
  await shot("admin-rooms");
  await go(`/admin/rooms/${ops.id}`, page.getByText("API id"));
  await shot("admin-room");
  await go("/admin/preferences", page.getByRole("heading", { name: "Who may" }));
  await shot("admin-preferences");
  await go("/admin/emoticons", page.getByRole("list", { name: "Built in" }).getByRole("listitem").first());
  await shot("admin-emoticons");
  await go(
    "/admin/audit",
    page.getByRole("list", { name: "Entries, newest first" }).getByRole("listitem").first(),
  );
  await shot("admin-audit");
}

import { pressInHead } from "./browser.mjs";

/** reached leads through what people set for themselves: the settings, the bell, the corner of their own. */
export async function reached(page, go, shot, { ops }, phone) {
  await go("/account", page.getByRole("heading", { name: "Where you are signed in" }));
  await page.getByText("this one").waitFor();
  await shot("settings");
  await page.getByRole("heading", { name: "Notifications" }).scrollIntoViewIfNeeded();
  await shot("settings-notifications");
  await page.getByRole("heading", { name: "Where you are" }).scrollIntoViewIfNeeded();
  await shot("settings-sessions");
  await go(`/chat/room/${ops.id}`, page.locator(".room-head"));
  await pressInHead(page, "Notifications");
  await page.getByRole("dialog").waitFor();
  await shot("bell");
  await page.keyboard.press("Escape");
  if (phone) await page.getByRole("link", { name: "Back to conversations" }).click();
  await page.locator(".own-button").click();
  await page.getByPlaceholder("What are you doing?").fill("Release day");
  await shot("own-menu");
}

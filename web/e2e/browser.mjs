import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** Debian's Chromium with all that it has, for what concerns windows and notifications. */
export const whole = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** The same without what draws windows, which is a third quicker. */
const shell = "/usr/bin/chromium-headless-shell";

/** launch starts Debian's Chromium, or the one that CHROMIUM names. One that dies at its start is started once more. */
export async function launch(over = {}) {
  const options = {
    executablePath: process.env.CHROMIUM || !existsSync(shell) ? whole : shell,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    ...over,
  };
  return chromium.launch(options).catch(() => chromium.launch(options));
}

/** signIn signs in through the page, from the address where it is. */
export async function signIn(page, { email, password }) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".shell").waitFor();
}

/** watchErrors collects what goes wrong inside a page: uncaught errors and refusals by the security policy. */
export function watchErrors(page, errors = []) {
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("console", (m) => {
    if (m.type() === "error" && /Content Security Policy|Uncaught/.test(m.text())) errors.push(m.text());
  });
  return errors;
}

/** pressInHead presses what a conversation's head has by that name, on a phone in its menu. */
export async function pressInHead(page, name) {
  const head = page.locator(".room-head");
  const button = head.getByRole("button", { name });
  const more = head.getByRole("button", { name: "More", exact: true });
  await button.or(more).first().waitFor();
  if ((await button.count()) > 0) return await button.click();
  await more.click();
  await page.getByRole("menuitem", { name }).click();
}

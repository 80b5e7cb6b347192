import { expect, test } from "vitest";
import { event } from "../test/fakes";
import { linkDialogOf } from "./linkdialog";

const sent = event(1, { kind: "notification", addon_key: "a.b", sender: "Harbour" });
const framed = { "a.b": ["https://a.test", "https://chat.test"], "c.d": ["https://c.test"] };
const of = (href: string, options = {}, from = sent) =>
  linkDialogOf(from, href, options, framed, "https://chat.test");

test("a link of an add-on opens in a dialog, and is told how", () => {
  const options = { header: "Berths", width: "80%", height: 300, chrome: false, resize: true };
  const dialog = of("https://a.test/p?q=1&cp=/x", { options });
  expect(dialog).toMatchObject({
    origin: "https://a.test",
    title: "Berths",
    width: "calc(0.8 * 100vw)",
    height: "300px",
    chrome: false,
    resize: true,
  });
  const url = new URL(dialog?.url ?? "");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    q: "1",
    xdm_e: "https://chat.test",
    xdm_c: "channel-a.b__dialog",
    cp: "",
    lic: "none",
    embedded: "true",
  });
  expect(JSON.parse(decodeURIComponent(url.hash.slice(1)))).toEqual({
    ...options,
    hostlib: "https://chat.test/atlassian-connect/all.js",
  });
});

test("without options it has the usual size and is called as who has sent it", () => {
  expect(of("https://a.test/p#own", { width: "wide" })).toMatchObject({
    title: "Harbour",
    width: "600px",
    height: "400px",
    chrome: true,
    resize: false,
    url: expect.stringMatching(/#own$/),
  });
});

const { addon_key: _, ...plain } = sent;
test.each<[string, string, typeof sent]>([
  ["at an origin of another add-on's", "https://c.test/p", sent],
  ["at an origin that nobody declared", "https://a.test:8443/p", sent],
  ["at this server", "https://chat.test/admin", sent],
  ["that is a script", "javascript:alert(1)", sent],
  ["that is no address", "p", sent],
  ["that no add-on has sent", "https://a.test/p", plain],
  ["of an add-on that is not here", "https://a.test/p", { ...sent, addon_key: "toString" }],
])("a link %s is a link", (_, href, from) => {
  expect(of(href, {}, from)).toBeUndefined();
});

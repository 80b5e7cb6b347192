// @vitest-environment jsdom
// DOMPurify relies on a document that behaves as browsers do; happy-dom does not go that far.
import { expect, test } from "vitest";
import { cardFragment, fragment, labelFragment } from "./html";

function markup(html: string, clean = fragment): string {
  const div = document.createElement("div");
  div.append(clean(html));
  return div.innerHTML;
}

test.each([
  ["a script", "<script>alert(1)</script>x", "script"],
  ["an event handler", '<img src="https://x.test/a.png" onerror="alert(1)">', "onerror"],
  ["a javascript link", '<a href="javascript:alert(1)">x</a>', "javascript"],
  ["a disguised javascript link", '<a href=" jav&#x09;ascript:alert(1)">x</a>', "ascript"],
  ["a scripted picture", '<img src="data:image/svg+xml,<svg onload=alert(1)>">', "svg"],
  ["a frame", '<iframe src="https://x.test"></iframe>', "iframe"],
  ["a form", '<form action="/api/session"><input name="password"></form>', "form"],
  ["an svg", "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", "svg"],
  ["a style sheet", "<style>body{display:none}</style>", "style"],
  ["a class of the page", '<b class="dialog" id="app">x</b>', "class"],
  ["an inline style", '<td style="position:fixed">x</td><b style="position:fixed">x</b>', "position"],
])("%s does not get through", (_, html, bad) => {
  expect(markup(html)).not.toContain(bad);
  expect(markup(html, cardFragment)).not.toContain(bad);
  expect(markup(html, labelFragment)).not.toContain(bad);
});

test("what notifications are made of stays", () => {
  const table = '<table><tbody><tr><th>a</th><td colspan="2">b</td></tr></tbody></table>';
  expect(markup(table)).toBe(table);
  expect(markup("<ul><li><b>a</b> <i>b</i> <code>c</code></li></ul>")).toBe(
    "<ul><li><b>a</b> <i>b</i> <code>c</code></li></ul>",
  );
});

test("links open elsewhere and tell nothing", () => {
  const a = fragment('<a href="https://x.test" target="_top" rel="opener">x</a>').querySelector("a");
  expect(a?.target).toBe("_blank");
  expect(a?.rel).toBe("noopener noreferrer nofollow");
});

test("a span keeps the few styles that it may have", () => {
  const span = fragment(
    '<span style="font-weight: bold; color: red; position: fixed; width: url(x)">x</span>',
  ).querySelector("span");
  expect(span?.style.fontWeight).toBe("bold");
  expect(span?.style.color).toBe("red");
  expect(span?.style.position).toBe("");
  expect(span?.hasAttribute("data-style")).toBe(false);
});

test("text that looks like an attribute is left alone", () => {
  expect(markup("use a style = bold")).toBe("use a style = bold");
});

test("a card's html has no pictures and no tables", () => {
  expect(
    markup("<b>a</b><img src='https://x.test/a.png'><table><tr><td>t</td></tr></table>", cardFragment),
  ).toBe("<b>a</b>t");
});

test("a glance's label has weight and slant and nothing else", () => {
  expect(
    markup(
      '<b>3</b> <i>of</i> <a href="https://x.test">5</a><br><img src="https://x.test/a.png"> <em>open</em>',
      labelFragment,
    ),
  ).toBe("<b>3</b> <i>of</i> 5 <em>open</em>");
});

test("links keep the words with which they lead to views of add-ons, and nothing else has such words", () => {
  const out = fragment(
    '<a href="https://a.test" data-target="k" data-target-options="{}" data-x="1">a</a><b data-target="k">b</b>',
  );
  expect({ ...out.querySelector("a")?.dataset }).toEqual({ target: "k", targetOptions: "{}" });
  expect({ ...out.querySelector("b")?.dataset }).toEqual({});
  expect(markup('<a data-target="k">without an address</a>')).toContain('role="button" tabindex="0"');
});

test("a link to a room of this chat stays in the page, and one to another chat leads nowhere", () => {
  expect(markup(`<a href="hipchat://www.hipchat.com/room/Ops?target=k" target="_top">in</a>`)).toBe(
    '<a href="/chat/room/Ops?target=k">in</a>',
  );
  expect(markup('<a href="hipchat://other.test/room/Ops">out</a>')).toBe("<a>out</a>");
  expect(markup('<img src="hipchat://www.hipchat.com/room/1">')).not.toContain("hipchat");
});

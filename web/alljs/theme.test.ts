import { expect, test } from "vitest";
import { dress } from "./theme";

test.each<[string, string, string | undefined, string | undefined]>([
  ["the host's theme", "?theme=dark&x=1", undefined, "dark"],
  ["no other word", "?theme=mauve", undefined, undefined],
  ["nothing without a theme", "", undefined, undefined],
  ["what the page says of itself", "?theme=dark", "light", "light"],
])("a page wears %s", (_, search, own, want) => {
  const page = document.implementation.createHTMLDocument();
  if (own) page.documentElement.dataset.stoaTheme = own;
  dress(page, search);
  expect(page.documentElement.dataset.stoaTheme).toBe(want);
});

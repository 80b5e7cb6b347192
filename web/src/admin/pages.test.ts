import { expect, test } from "vitest";
import type { PageOf } from "./adminapi";
import { Pages } from "./pages";

const filter = (text: string) => ({ text });

test("a list grows page by page, and begins anew for another search", async () => {
  const asked: string[] = [];
  const pages = new Pages<string, { text: string }>(async (f, cursor) => {
    asked.push(`${f.text} ${cursor ?? "-"}`);
    return cursor ? { items: [`${f.text} 2`] } : { items: [`${f.text} 1`], next: "c" };
  });
  await pages.run(filter("a"));
  await pages.more();
  expect(pages.items.value).toEqual(["a 1", "a 2"]);
  expect(pages.hasMore).toBe(false);
  await pages.more();
  await pages.run(filter("b"));
  expect(pages.items.value).toEqual(["b 1"]);
  expect(asked).toEqual(["a -", "a c", "b -"]);
});

test("an answer to an older search is dropped", async () => {
  const answers = new Map<string, (page: PageOf<string>) => void>();
  const pages = new Pages<string, { text: string }>((f) => new Promise((done) => answers.set(f.text, done)));
  const first = pages.run(filter("slow"));
  const second = pages.run(filter("quick"));
  answers.get("quick")?.({ items: ["quick"] });
  await second;
  answers.get("slow")?.({ items: ["slow"], next: "c" });
  await first;
  expect(pages.items.value).toEqual(["quick"]);
  expect(pages.hasMore).toBe(false);
  expect(pages.loading.value).toBe(false);
});

test("a page that fails leaves what is there, and can be asked for again", async () => {
  let fail = true;
  const pages = new Pages<string, { text: string }>(async () => {
    if (fail) throw new Error("no");
    return { items: ["there"] };
  });
  await pages.run(filter(""));
  expect(pages.error.value).toBe("Something went wrong in this page.");
  expect(pages.answered.value).toBe(false);
  fail = false;
  await pages.again();
  expect(pages.error.value).toBeUndefined();
  expect(pages.items.value).toEqual(["there"]);
});

test("what is new comes first without reading the list again", async () => {
  const pages = new Pages<number, object>(async () => ({ items: [2, 1] }));
  await pages.run({});
  pages.prepend([4, 3]);
  expect(pages.items.value).toEqual([4, 3, 2, 1]);
});

import { expect, test } from "vitest";
import type { Event, SharedFile } from "../api/types";
import { event } from "../test/fakes";
import { picturesIn } from "./pictures";

const file = (name: string, type = "image/png"): SharedFile => ({ key: `K${name}`, name, size: 10, type });

const renamed = (e: Event) => `${e.sender} as of now`;

test("the pictures of a conversation stand in its order, without other files and what was deleted", () => {
  const events = [
    event(1, { file: file("a.png") }),
    event(2),
    event(3, { file: file("b.pdf", "application/pdf") }),
    event(4, { file: file("c.svg", "image/svg+xml") }),
    event(5, { file: file("d.gif", "image/gif"), user_id: 9 }),
    event(6, { file: file("e.png"), deleted: true }),
  ];
  const found = picturesIn(events, events[4] ?? event(0), renamed);
  expect(found.all.map((p) => p.url)).toEqual(["/files/1/2/Ka.png/a.png", "/files/1/9/Kd.gif/d.gif"]);
  expect(found.at).toBe(1);
  expect(found.all[0]?.sender).toBe(renamed(event(1)));
});

test("one that is not among them is looked at by itself", () => {
  const asked = event(9, { file: file("z.png") });
  expect(picturesIn([event(1, { file: file("a.png") })], asked, renamed)).toMatchObject({
    at: 0,
    all: [{ name: "z.png" }],
  });
});

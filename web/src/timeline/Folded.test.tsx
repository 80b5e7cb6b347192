import { render } from "preact";
import { afterEach, expect, test } from "vitest";
import { folding } from "../state/folding";
import { Folded } from "./Folded";

afterEach(() => {
  folding.value = { previews: false, gifs: false };
});

function shown(moving: boolean): HTMLElement {
  const box = document.createElement("div");
  render(
    <Folded what="the preview" moving={moving}>
      <p>here</p>
    </Folded>,
    box,
  );
  return box;
}

test.each([
  [false, false, false, true],
  [true, false, false, false],
  [false, true, false, true],
  [false, true, true, false],
])(
  "previews folded %s, moving ones folded %s: one that moves %s shows %s",
  (previews, gifs, moving, want) => {
    folding.value = { previews, gifs };
    expect(shown(moving).querySelector("p") !== null).toBe(want);
  },
);

test("what is shown can be put away", async () => {
  const box = shown(false);
  box.querySelector<HTMLButtonElement>("button[aria-label]")?.click();
  await new Promise((done) => setTimeout(done));
  expect(box.textContent).toBe("Show the preview");
});

test("what is folded opens when it is asked for", async () => {
  folding.value = { previews: true, gifs: false };
  const box = shown(false);
  box.querySelector("button")?.click();
  await Promise.resolve();
  await new Promise((done) => setTimeout(done));
  expect(box.querySelector("p")).not.toBeNull();
});

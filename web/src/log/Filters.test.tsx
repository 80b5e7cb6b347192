// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { Filters } from "./Filters";

afterEach(() => {
  vi.useRealTimers();
});

test("words that are being typed do not take back a filter that is chosen meanwhile", async () => {
  vi.useFakeTimers();
  const box = document.body.appendChild(document.createElement("div"));
  const show = (query: string) =>
    act(() =>
      render(
        <Filters path="/log" query={new URLSearchParams(query)} searchLabel="Text">
          {null}
        </Filters>,
        box,
      ),
    );
  await show("");
  await act(() => {
    const text = box.querySelector<HTMLInputElement>("input[type=search]");
    if (text) text.value = "high water";
    text?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await show("state=failed");
  await vi.advanceTimersByTimeAsync(1000);
  expect(location.search).toBe("?state=failed&text=high+water");
  render(null, box);
  box.remove();
});

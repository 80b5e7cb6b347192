import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { user } from "../test/fakes";
import { Composer } from "./Composer";

const people = [user(2, "Grace Hopper"), user(3, "Linus Bauer"), user(4, "Greta")];
let root: HTMLElement;
const onSend = vi.fn<(body: string) => void>();

beforeEach(() => {
  sessionStorage.clear();
  onSend.mockClear();
  root = document.createElement("div");
  document.body.append(root);
  show(7);
});

afterEach(() => {
  render(null, root);
  root.remove();
});

function show(conversation: number): void {
  act(() =>
    render(
      <Composer
        key={conversation}
        conversation={conversation}
        name="Ops"
        room
        people={people}
        onSend={onSend}
      />,
      root,
    ),
  );
}

function area(): HTMLTextAreaElement {
  return root.querySelector("textarea") as HTMLTextAreaElement;
}

function type(text: string): void {
  act(() => {
    area().value = text;
    area().setSelectionRange(text.length, text.length);
    area().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function press(key: string, over: KeyboardEventInit = {}): KeyboardEvent {
  const e = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...over });
  act(() => {
    area().dispatchEvent(e);
  });
  return e;
}

function offered(): (string | null)[] {
  return [...root.querySelectorAll("[role=option] strong")].map((o) => o.textContent);
}

test("Enter sends and empties the box", () => {
  type("hello  \n");
  expect(press("Enter").defaultPrevented).toBe(true);
  expect(onSend).toHaveBeenCalledExactlyOnceWith("hello");
  expect(area().value).toBe("");
});

test("Shift+Enter makes a new line and sends nothing", () => {
  type("hello");
  expect(press("Enter", { shiftKey: true }).defaultPrevented).toBe(false);
  expect(onSend).not.toHaveBeenCalled();
});

test("Enter that ends a composition sends nothing", () => {
  type("konnichiwa");
  press("Enter", { isComposing: true });
  expect(onSend).not.toHaveBeenCalled();
});

test("an empty message is not sent", () => {
  type("  \n ");
  press("Enter");
  expect(onSend).not.toHaveBeenCalled();
});

test("@ offers people by mention name and by any word of the name", () => {
  type("hi @g");
  expect(offered()).toEqual(["@GraceHopper", "@Greta"]);
  type("hi @bau");
  expect(offered()).toEqual(["@LinusBauer"]);
  type("mail@g");
  expect(offered()).toEqual([]);
  type("@h");
  expect(offered()).toEqual(["@GraceHopper", "@here"]);
});

test("arrows choose, Enter completes, and the next Enter sends", () => {
  type("hi @g");
  press("ArrowDown");
  press("Enter");
  expect(area().value).toBe("hi @Greta ");
  press("Enter");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("hi @Greta");
});

test("a mention that is complete does not hold back Enter", () => {
  type("hi @greta");
  press("Enter");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("hi @greta");
});

test("Esc closes the list and keeps the text", () => {
  type("hi @g");
  press("Escape");
  expect(offered()).toEqual([]);
  expect(area().value).toBe("hi @g");
});

test("each conversation has a draft of its own", () => {
  type("half a thought");
  show(8);
  expect(area().value).toBe("");
  show(7);
  expect(area().value).toBe("half a thought");
  press("Enter");
  show(8);
  show(7);
  expect(area().value).toBe("");
});

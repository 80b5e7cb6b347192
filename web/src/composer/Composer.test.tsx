import { render } from "preact";
import { useState } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { user } from "../test/fakes";
import { Uploads } from "../upload/uploads";
import { Composer } from "./Composer";
import type { Outcome } from "./commands";
import { Recall } from "./recall";

const people = [user(2, "Grace Hopper"), user(3, "Linus Bauer"), user(4, "Greta")];
const onSend = vi.fn<(body: string) => void>();
const onCommand = vi.fn<(text: string) => Promise<Outcome> | undefined>();
let root: HTMLElement;
let uploads: Uploads;

function Box() {
  const [text, setText] = useState("");
  const [recall] = useState(() => new Recall());
  return (
    <Composer
      name="Ops"
      room
      people={people}
      rooms={new Map()}
      emoticons={new Map()}
      commands={[{ name: "topic", args: "text", help: "Set the topic" }]}
      recall={recall}
      text={text}
      onText={setText}
      onSend={onSend}
      onCommand={onCommand}
      uploads={uploads}
    />
  );
}

beforeEach(() => {
  vi.clearAllMocks();
  onCommand.mockReturnValue(undefined);
  uploads = new Uploads(async () => {});
  root = document.createElement("div");
  document.body.append(root);
  act(() => render(<Box />, root));
});

afterEach(() => {
  render(null, root);
  root.remove();
});

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

test("a command that was done is gone; one that was refused stays, with the reason", async () => {
  onCommand.mockResolvedValueOnce({ refused: "Write the topic behind the command." });
  type("/topic ");
  await act(async () => void press("Enter"));
  expect(area().value).toBe("/topic ");
  expect(root.querySelector("[role=alert]")?.textContent).toBe("Write the topic behind the command.");
  onCommand.mockResolvedValueOnce({ said: "Done." });
  type("/topic x");
  await act(async () => void press("Enter"));
  expect(area().value).toBe("");
  expect(onSend).not.toHaveBeenCalled();
  expect([...root.querySelectorAll("[role=status]")].map((s) => s.textContent)).toContain("Done.");
});

test("Ctrl+B marks what is selected", () => {
  type("a word b");
  area().setSelectionRange(2, 6);
  press("b", { ctrlKey: true });
  expect(area().value).toBe("a **word** b");
});

test("Shift+Enter goes on with a list", () => {
  type("- one");
  expect(press("Enter", { shiftKey: true }).defaultPrevented).toBe(true);
  expect(area().value).toBe("- one\n- ");
});

test("what was sent is recalled", () => {
  type("first");
  press("Enter");
  press("ArrowUp", { ctrlKey: true });
  expect(area().value).toBe("first");
  press("ArrowDown", { ctrlKey: true });
  expect(area().value).toBe("");
});

test("a text that is too long is not sent, and says so before", () => {
  type("x".repeat(32_000));
  expect(root.textContent).toContain("768 characters left");
  type("😀".repeat(32_769));
  expect(root.querySelector("[role=alert]")?.textContent).toContain("1 characters too many");
  press("Enter");
  expect(onSend).not.toHaveBeenCalled();
});

test("a file alone is sent, and a text beside it is said about it", () => {
  act(() => uploads.add([new File(["abc"], "a.txt")]));
  type("look");
  press("Enter");
  expect(onSend).not.toHaveBeenCalled();
  expect(uploads.list.value[0]?.description).toBe("look");
  expect(area().value).toBe("");
});

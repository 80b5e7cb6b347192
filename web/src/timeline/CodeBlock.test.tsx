// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { CodeBlock } from "./CodeBlock";

test("code has its colours, and after an edit the new words", async () => {
  const box = document.body.appendChild(document.createElement("div"));
  const show = (text: string, language: string) =>
    act(() => render(<CodeBlock text={text} language={language} />, box));
  const code = () => box.querySelector("code");
  await show("func main() {}", "go");
  await vi.waitFor(() => expect(code()?.querySelector(".hljs-keyword")?.textContent).toBe("func"), 10_000);
  expect(code()?.textContent).toBe("func main() {}");
  await show("call me", "unknown");
  expect(code()?.textContent).toBe("call me");
  await show("func other() {}", "go");
  await vi.waitFor(() => expect(code()?.querySelector(".hljs-keyword")).not.toBeNull());
  expect(code()?.textContent).toBe("func other() {}");
  render(null, box);
  box.remove();
});

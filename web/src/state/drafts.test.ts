import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Draft, Drafts } from "./drafts";

class Server {
  kept: Draft[] = [];
  saved: [number, string][] = [];
  down = false;
  private held: (() => void) | undefined;

  drafts = async () => this.kept;
  keepDraft = async (conversation: number, body: string) => {
    this.saved.push([conversation, body]);
    if (this.down) throw new Error("down");
    if (this.held) await new Promise<void>((done) => (this.held = done));
  };
  hold(): void {
    this.held = () => {};
  }
  release(): void {
    const go = this.held;
    this.held = undefined;
    go?.();
  }
}

let server: Server;
let drafts: Drafts;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  server = new Server();
  drafts = new Drafts(server);
});

afterEach(() => {
  vi.useRealTimers();
});

test("what is written is saved when the writing pauses", async () => {
  drafts.write(7, "h");
  drafts.write(7, "he");
  await vi.advanceTimersByTimeAsync(700);
  expect(server.saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(server.saved).toEqual([[7, "he"]]);
  expect(drafts.of(7)).toBe("he");
  expect(sessionStorage.length).toBe(0);
});

test("what is sent is gone everywhere at once", async () => {
  drafts.write(7, "hello");
  drafts.write(7, "");
  await vi.advanceTimersByTimeAsync(0);
  expect(server.saved).toEqual([[7, ""]]);
  expect(drafts.all.value.has(7)).toBe(false);
});

test("a draft never overtakes an older one", async () => {
  server.hold();
  drafts.write(7, "a");
  await vi.advanceTimersByTimeAsync(900);
  drafts.write(7, "ab");
  await vi.advanceTimersByTimeAsync(900);
  expect(server.saved).toEqual([[7, "a"]]);
  server.release();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.saved).toEqual([
    [7, "a"],
    [7, "ab"],
  ]);
});

test("another page's draft shows, one's own echo and what would undo the newer do not", async () => {
  drafts.hear({ conversation: 7, body: "from the phone", by: "phone" });
  expect(drafts.of(7)).toBe("from the phone");
  drafts.write(7, "here");
  drafts.hear({ conversation: 7, body: "later from the phone", by: "phone" });
  expect(drafts.of(7)).toBe("here");
  await vi.advanceTimersByTimeAsync(900);
  drafts.hear({ conversation: 7, body: "", by: "phone" });
  expect(drafts.all.value.size).toBe(0);
  for (const odd of [undefined, null, 3, {}, { conversation: "7", body: "x" }]) drafts.hear(odd);
  expect(drafts.all.value.size).toBe(0);
});

test("without a server a draft survives in the tab and is saved with the next connection", async () => {
  server.down = true;
  drafts.write(7, "kept");
  await vi.advanceTimersByTimeAsync(900);
  server.down = false;
  server.saved = [];
  server.kept = [
    { conversation: 7, body: "older" },
    { conversation: 8, body: "other" },
  ];
  const next = new Drafts(server);
  await next.load();
  expect([...next.all.value]).toEqual([
    [7, "kept"],
    [8, "other"],
  ]);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.saved).toEqual([[7, "kept"]]);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Draft, Drafts } from "./drafts";

class Server {
  kept: Draft[] = [];
  saved: (string | number)[][] = [];
  down = false;
  private held: (() => void) | undefined;

  drafts = async () => this.kept;
  keepDraft = async ({ conversation, thread, body }: Draft) => {
    this.saved.push(thread === undefined ? [conversation, body] : [conversation, thread, body]);
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
  drafts = new Drafts(server, 1);
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
  expect(drafts.all.value.has("7")).toBe(false);
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
  const next = new Drafts(server, 1);
  await next.load();
  expect([...next.all.value]).toEqual([
    ["7", "kept"],
    ["8", "other"],
  ]);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.saved).toEqual([[7, "kept"]]);
});

test("a list that was asked for before something was written or sent does not bring the old words back", async () => {
  let answer = (_: Draft[]) => {};
  server.drafts = () => new Promise((done) => (answer = done));
  drafts.write(7, "to be sent");
  drafts.write(8, "half");
  await vi.advanceTimersByTimeAsync(900);
  const loaded = drafts.load();
  drafts.write(7, "");
  drafts.write(8, "half a thought");
  drafts.hear({ conversation: 9, body: "from the phone", by: "phone" });
  await vi.advanceTimersByTimeAsync(900);
  answer([
    { conversation: 7, body: "to be sent" },
    { conversation: 8, body: "half" },
  ]);
  await loaded;
  expect([...drafts.all.value]).toEqual([
    ["8", "half a thought"],
    ["9", "from the phone"],
  ]);
});

test("what one person could not save is nothing to the next one in the same tab", async () => {
  server.down = true;
  drafts.write(7, "a secret");
  await vi.advanceTimersByTimeAsync(900);
  server.down = false;
  server.saved = [];
  const next = new Drafts(server, 2);
  await next.load();
  await vi.advanceTimersByTimeAsync(900);
  expect([[...next.all.value], server.saved]).toEqual([[], []]);
});

test("a thread has a draft of its own", async () => {
  drafts.write(7, "to all");
  drafts.write(7, "to these", "t1");
  drafts.hear({ conversation: 7, thread: "t2", body: "from the phone", by: "phone" });
  expect([drafts.of(7), drafts.of(7, "t1"), drafts.of(7, "t2")]).toEqual([
    "to all",
    "to these",
    "from the phone",
  ]);
  server.down = true;
  await vi.advanceTimersByTimeAsync(900);
  server.down = false;
  server.saved = [];
  server.kept = [{ conversation: 7, thread: "t3", body: "older" }];
  const next = new Drafts(server, 1);
  await next.load();
  expect([next.of(7), next.of(7, "t1"), next.of(7, "t3")]).toEqual(["to all", "to these", "older"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.saved).toContainEqual([7, "t1", "to these"]);
});

test("of two lists that were asked for the later counts, however late the earlier comes", async () => {
  const answers: ((list: Draft[]) => void)[] = [];
  server.drafts = () => new Promise((done) => answers.push(done));
  const loads = [drafts.load()];
  drafts.write(7, "sent");
  drafts.write(7, "");
  await vi.advanceTimersByTimeAsync(0);
  loads.push(drafts.load());
  answers[0]?.([{ conversation: 7, body: "sent" }]);
  answers[1]?.([]);
  await Promise.all(loads);
  expect(drafts.of(7)).toBe("");
});

import { beforeEach, expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import type { FileToShare } from "../api/upload";
import { Uploads } from "./uploads";

interface Call extends FileToShare {
  progress: (part: number) => void;
  signal: AbortSignal;
  done: () => void;
  fail: (err: unknown) => void;
}

let calls: Call[];
let uploads: Uploads;
const settled = () => new Promise((next) => setTimeout(next));
const states = () => uploads.list.value.map((u) => `${u.file.name} ${u.state} ${u.progress}`);
const file = (name: string, type = "text/plain", size = 3) => {
  const f = new File(["abc"], name, { type });
  Object.defineProperty(f, "size", { value: size });
  return f;
};

beforeEach(() => {
  calls = [];
  URL.createObjectURL = vi.fn(() => "blob:x");
  URL.revokeObjectURL = vi.fn();
  uploads = new Uploads(
    (f, progress, signal) =>
      new Promise((done, fail) => {
        signal.addEventListener("abort", () => fail(signal.reason));
        calls.push({ ...f, progress, signal, done, fail });
      }),
  );
});

test("a file of a thread knows whether it is for the room as well", () => {
  uploads.add([file("a.txt")]);
  uploads.send("look", true);
  expect(calls[0]?.toRoom).toBe(true);
});

test("a text beside one file is said about it", async () => {
  uploads.add([file("a.txt")]);
  expect(uploads.send("look")).toBe("");
  expect(calls).toHaveLength(1);
  expect(calls[0]?.message).toBe("look");
  calls[0]?.done();
  await settled();
  expect(uploads.list.value).toEqual([]);
});

test("a text beside several, or beside one that is described, is a message", () => {
  uploads.add([file("a.txt"), file("b.txt")]);
  expect(uploads.send("look")).toBe("look");
  const other = new Uploads(async () => {});
  other.add([file("c.txt")]);
  other.describe(other.list.value[0]?.id ?? "", "what it is");
  expect(other.send("look")).toBe("look");
});

test("several go one after the other", async () => {
  uploads.add([file("a.txt"), file("b.txt")]);
  uploads.send("");
  calls[0]?.progress(0.5);
  expect(states()).toEqual(["a.txt sending 0.5", "b.txt waiting 0"]);
  calls[0]?.done();
  await settled();
  expect(states()).toEqual(["b.txt sending 0"]);
});

test("what fails keeps its text, holds back nothing, and can be sent again under the same name", async () => {
  uploads.add([file("a.txt")]);
  uploads.send("look");
  uploads.add([file("b.txt")]);
  uploads.send("");
  calls[0]?.fail(new NetworkError());
  await settled();
  const [a] = uploads.list.value;
  expect(a).toMatchObject({ state: "failed", description: "look", error: "The server cannot be reached." });
  calls[1]?.done();
  await settled();
  uploads.retry(a?.id ?? "");
  expect(calls[2]).toMatchObject({ message: "look", clientId: calls[0]?.clientId });
});

test("taking a file out cuts it off, and the next one goes", async () => {
  uploads.add([file("a.png", "image/png"), file("b.txt")]);
  uploads.send("");
  uploads.remove(uploads.list.value[0]?.id ?? "");
  expect(calls[0]?.signal.aborted).toBe(true);
  expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:x");
  await settled();
  expect(states()).toEqual(["b.txt sending 0"]);
});

test.each([
  ["too large", file("a.iso", "", 51 << 20), "“a.iso” is larger than 50 MB and cannot be shared."],
  ["empty", file("folder", "", 0), "“folder” is empty, or a folder, and cannot be shared."],
])("a file that is %s is told before anything is sent", (_, f, why) => {
  uploads.add([f, file("b.txt")]);
  expect(uploads.refused.value).toBe(why);
  expect(states()).toEqual(["b.txt ready 0"]);
});

test("ten are the most", () => {
  uploads.add(Array.from({ length: 11 }, (_, i) => file(`${i}`)));
  expect(uploads.list.value).toHaveLength(10);
  expect(uploads.refused.value).toBe("At most 10 files can be shared at once.");
});

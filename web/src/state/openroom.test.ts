import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RoomDetails, User } from "../api/types";
import { user } from "../test/fakes";
import { OpenRoom } from "./openroom";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** desk is an open room whose server answers when it is told to. */
function desk() {
  const asked: { id: number; answer: (topic: string) => void; fail: () => void }[] = [];
  const load = (id: number) =>
    new Promise<RoomDetails>((done, failed) => {
      const answer = (topic: string) => done({ id, topic, participants: [] as User[] } as RoomDetails);
      asked.push({ id, answer, fail: () => failed(new Error("no")) });
    });
  const loaded = vi.fn<(room: RoomDetails) => void>();
  return { room: new OpenRoom(load, loaded, () => user(1, "Ada")), asked, loaded };
}

const settle = () => vi.advanceTimersByTimeAsync(1000);

test("an answer about the room before does not take the place of this one", async () => {
  const d = desk();
  d.room.open(1);
  d.room.close();
  d.room.open(2);
  d.asked[1]?.answer("two");
  await settle();
  d.asked[0]?.answer("one");
  await settle();
  expect(d.room.details.value?.topic).toBe("two");
  expect(d.loaded).toHaveBeenCalledOnce();
});

test("many changes are asked for once, and only those of this room", async () => {
  const d = desk();
  d.room.open(1);
  d.asked[0]?.answer("first");
  for (const room of [1, 2, 1, undefined]) d.room.changed(room);
  await settle();
  d.room.changed(2);
  await settle();
  expect(d.asked.map((a) => a.id)).toEqual([1, 1]);
});

test("a room that could not be had is asked for with its next change", async () => {
  const d = desk();
  d.room.open(1);
  d.asked[0]?.fail();
  await settle();
  d.room.changed(1);
  await settle();
  d.asked[1]?.answer("there");
  await settle();
  expect(d.room.details.value?.topic).toBe("there");
});

test.each([
  [{ joined: true, archived: false }, ["Ada"]],
  [{ joined: false, archived: false }, []],
  [{ joined: true, archived: true }, []],
])("who looks at %o is in it", async (room, names) => {
  const open = new OpenRoom(
    async () => ({ ...room, participants: [] as User[] }) as RoomDetails,
    () => {},
    () => user(1, "Ada"),
  );
  open.open(1);
  await settle();
  expect(open.details.value?.participants.map((u) => u.name)).toEqual(names);
});

test("a room that is closed is not asked for any more", async () => {
  const d = desk();
  d.room.open(1);
  d.room.changed();
  d.room.close();
  await settle();
  expect([d.asked.length, d.room.details.value]).toEqual([1, null]);
});

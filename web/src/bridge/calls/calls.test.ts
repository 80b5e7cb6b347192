import { afterEach, expect, test, vi } from "vitest";
import type { Conversation, Room, User } from "../../api/types";
import { user } from "../../test/fakes";
import type { Extension, Method } from "../method";
import { chatMethods, fileOf } from "./chat";
import { fileMethods } from "./file";
import { openTarget, type Ways } from "./open";
import { type RoomDesk, roomMethods } from "./room";
import { personNamed, roomNamed } from "./targets";
import { userMethods } from "./user";

const panel: Extension = {
  installation: 1,
  addonKey: "a.b",
  kind: "webPanel",
  key: "p",
  room: 4411,
  scopes: ["view_room"],
};

const room = (id: number, name: string, over: Partial<Room> = {}) =>
  ({ id, name, topic: "Calm", privacy: "public", ...over }) as Room;

/** called runs a method and gives what its callback got, once it got something. */
function called(method: Method | undefined, caller: Extension, ...args: unknown[]): Promise<unknown[]> {
  return new Promise((done) => method?.run(caller, args, (error, data) => done([error, data])));
}

function warned() {
  return vi.spyOn(console, "warn").mockImplementation(() => {});
}

afterEach(() => vi.restoreAllMocks());

function desk(over: Partial<RoomDesk> = {}): RoomDesk {
  return {
    room: (id) => (id === 4411 ? room(4411, "Ops") : undefined),
    participants: async () => [
      user(3, "Zoe"),
      user(1, "Ada", { admin: true, photo: "/img/pictures/small/k" }),
      user(2, "Bob"),
      user(4, "Eve", { guest: true }),
    ],
    presence: (id) => ({ online: id !== 1, show: id === 2 ? "dnd" : "chat" }),
    open: () => {},
    create: () => {},
    invite: () => {},
    ...over,
  };
}

test("a room is told with what HipChat told of it", async () => {
  const { getRoomDetails } = roomMethods(desk());
  expect(await called(getRoomDetails, panel)).toEqual([
    null,
    { id: 4411, name: "Ops", privacy: "public", topic: "Calm" },
  ]);
  expect(getRoomDetails?.scope).toBe("view_room");
});

test("a page outside of rooms is told that there is none", async () => {
  const [error] = await called(roomMethods(desk()).getRoomDetails, { ...panel, room: undefined });
  expect(error).toEqual({ message: "There is no room around this page." });
});

test("those in a room are told by presence and name, guests apart", async () => {
  const { getParticipants } = roomMethods(desk());
  const [error, data] = await called(getParticipants, panel);
  const { guests, members } = data as Record<"guests" | "members", { name: string }[]>;
  expect([error, guests.map((p) => p.name), members.map((p) => p.name)]).toEqual([
    null,
    ["Eve"],
    ["Zoe", "Bob", "Ada"],
  ]);
  expect(members[2]).toEqual({
    id: 1,
    name: "Ada",
    mention_name: "Ada",
    email: "1@example.com",
    photo_url: `${location.origin}/img/pictures/small/k`,
    is_admin: true,
    presence: { show: "unavailable" },
  });
  expect(getParticipants?.scope).toBe("view_room");
});

test("who cannot be asked for is an error, not silence", async () => {
  const { getParticipants } = roomMethods(desk({ participants: () => Promise.reject(new Error("no")) }));
  expect((await called(getParticipants, panel))[0]).toEqual({
    message: "The people in the room could not be asked for.",
  });
});

test("creating and inviting ask the reader, with what the add-on proposes", () => {
  const [create, invite] = [vi.fn(), vi.fn()];
  const methods = roomMethods(desk({ create, invite }));
  methods.create?.run(panel, ["x".repeat(80), undefined, "secret"], () => {});
  methods.create?.run(panel, ["Ops", "Calm", "private"], () => {});
  methods.invite?.run(panel, ["@bob"], () => {});
  methods.invite?.run(panel, [[1, 2]], () => {});
  methods.invite?.run({ ...panel, room: undefined }, [[1, 2]], () => {});
  expect(create.mock.calls).toEqual([
    [{ name: "x".repeat(50), topic: "", privacy: "public" }],
    [{ name: "Ops", topic: "Calm", privacy: "private" }],
  ]);
  expect(invite.mock.calls).toEqual([
    [4411, ["@bob"]],
    [4411, [1, 2]],
  ]);
});

test("the reader is told with what HipChat told of them", async () => {
  const open = vi.fn();
  const me = user(1, "Ada", { title: "Engineer" });
  const methods = userMethods({ me: () => ({ user: me, presence: { online: true, show: "away" } }), open });
  const [error, data] = await called(methods.getCurrentUser, panel);
  expect(error).toBeNull();
  expect(data).toMatchObject({
    id: 1,
    name: "Ada",
    title: "Engineer",
    is_guest: false,
    is_admin: false,
    presence: { show: "away" },
  });
  expect(methods.getCurrentUser?.scope).toBe("view_room");
  methods.open?.run(panel, [{ userMentionName: "bob", roomId: 1, message: "hi" }], () => {});
  expect(open.mock.calls[0]?.[0]).toEqual({ userId: undefined, userMentionName: "bob", message: "hi" });
});

const rooms = [room(1, "Ops"), room(2, "R&D Lab"), room(3, "4411")];

test.each<[string, unknown, number | undefined]>([
  ["its id", 2, 2],
  ["its id as a text", "2", 2],
  ["its name", "ops", 1],
  ["its XMPP address", "1_rd_lab@conf.chat.test", 2],
  ["a number that is no id", "4411", undefined],
  ["no name", "", undefined],
  ["an object", {}, undefined],
])("a room is found by %s", (_, wanted, want) => {
  expect(roomNamed(rooms, wanted)?.id).toBe(want);
});

test.each<[string, unknown, number | undefined]>([
  ["their id", 2, 2],
  ["their mention name", "@bob", 2],
  ["their e-mail address", "2@example.com", 2],
  ["their XMPP address", "1_2@chat.chat.test", 2],
  ["nothing", undefined, undefined],
  ["an empty name", "@", undefined],
])("somebody is found by %s", (_, wanted, want) => {
  expect(personNamed([user(1, "Ada"), user(2, "Bob")], wanted)?.id).toBe(want);
});

function ways(over: Partial<Ways> = {}) {
  const done: unknown[] = [];
  const made: Ways = {
    rooms: () => [rooms[0] as Room],
    allRooms: async () => rooms,
    people: () => [user(2, "Bob")],
    enter: async (r) => ({ id: r.id * 10, room: r }) as Conversation,
    meet: async (u: User) => ({ id: 900 + u.id, user: u }) as Conversation,
    append: (id, words) => done.push(["append", id, words]),
    show: (c) => done.push(["show", c.id]),
    ...over,
  };
  return { made, done };
}

test.each<[string, Record<string, unknown>, unknown[]]>([
  [
    "a room that the reader is in, with a message",
    { roomName: "Ops", message: "look" },
    [
      ["append", 10, "look"],
      ["show", 10],
    ],
  ],
  ["a room that they may enter", { roomId: 2 }, [["show", 20]]],
  ["somebody", { userMentionName: "bob" }, [["show", 902]]],
  ["somebody, with a message that is none", { userId: 2, message: { x: 1 } }, [["show", 902]]],
])("the reader is led to %s", async (_, target, want) => {
  const { made, done } = ways();
  await openTarget(made, target);
  expect(done).toEqual(want);
});

test.each<[string, Record<string, unknown>]>([
  ["a room that there is not", { roomName: "Nowhere", message: "look" }],
  ["nobody", { userId: 77 }],
  ["nowhere", {}],
])("the reader stays where they are for %s", async (_, target) => {
  const warn = warned();
  const { made, done } = ways();
  await openTarget(made, target);
  expect([done, warn.mock.calls.length]).toEqual([[], 1]);
});

test("words and files go into the box, and what is neither does not", () => {
  const warn = warned();
  const [append, focus, add] = [vi.fn(), vi.fn(), vi.fn()];
  const methods = chatMethods({ append, focus, add });
  methods.appendMessage?.run(panel, ["hello"], () => {});
  methods.appendMessage?.run(panel, [{ toString: () => "hello" }], () => {});
  methods.focus?.run(panel, [], () => {});
  methods.addFileForUploadWithBase64?.run(panel, ["data:text/plain;base64,aGk=", "a.txt"], () => {});
  methods.addFileForUploadWithBase64?.run(panel, ["https://bot.test/a.txt", "a.txt"], () => {});
  expect(append.mock.calls).toEqual([["hello"]]);
  expect(focus).toHaveBeenCalledOnce();
  expect(add.mock.calls.map(([f]) => [f.name, f.type, f.size])).toEqual([["a.txt", "text/plain", 2]]);
  expect(warn).toHaveBeenCalledOnce();
});

test.each<[string, unknown, string | undefined]>([
  ["bytes of no type", "data:;base64,aGk=", "application/octet-stream"],
  ["bytes with a character set", "data:text/plain;charset=utf-8;base64,aGk=", "text/plain"],
  ["a picture", "data:image/svg+xml;base64,aGk=", "image/svg+xml"],
  ["no base64", "data:text/plain,hi", undefined],
  ["broken base64", "data:text/plain;base64,%%%", undefined],
  ["no text", 7, undefined],
])("a file of %s", (_, url, want) => {
  expect(fileOf(url, "f")?.type).toBe(want);
});

test("files of an add-on are looked at from the asked one on, and what is no file is not", () => {
  const warn = warned();
  const show = vi.fn();
  const { openInFileViewer } = fileMethods({ show });
  const list = [
    { url: "https://bot.test/a.png", name: "A" },
    "https://bot.test/b.pdf",
    { url: "javascript:1" },
    7,
  ];
  openInFileViewer?.run(panel, [{ url: "https://bot.test/b.pdf" }, list], () => {});
  openInFileViewer?.run(panel, ["https://bot.test/c?x=1", undefined], () => {});
  openInFileViewer?.run(panel, [{ url: "data:text/html,x" }, list], () => {});
  expect(show.mock.calls[0]).toEqual([
    [
      { url: "https://bot.test/a.png", name: "A", size: 0, picture: true },
      { url: "https://bot.test/b.pdf", name: "b.pdf", size: 0, picture: false },
    ],
    1,
  ]);
  expect(show.mock.calls[1]).toEqual([
    [{ url: "https://bot.test/c?x=1", name: "c", size: 0, picture: false }],
    0,
  ]);
  expect([show.mock.calls.length, warn.mock.calls.length]).toEqual([2, 1]);
});

import { describe, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../api/errors";
import type { Event, EventPage } from "../api/types";
import { event, events } from "../test/fakes";
import type { Pending } from "./outbox";
import { maxKept, Timeline } from "./timeline";

/** log plays the server's log of one conversation. */
function log(count: number) {
  const all = events(1, count);
  const page = (items: Event[]): Promise<EventPage> => Promise.resolve({ items, last_seq: all.length });
  const log = {
    all,
    add(e: Partial<Event> = {}): Event {
      const added = event(all.length + 1, e);
      all.push(added);
      return added;
    },
    newest: (limit: number) => page(all.slice(-limit)),
    before: (seq: number, limit: number) => page(all.filter((e) => e.seq < seq).slice(-limit)),
    after: (seq: number, limit: number) => page(all.filter((e) => e.seq > seq).slice(0, limit)),
    around: (ref: number | string, limit: number) => {
      const at = all.find((e) => e.seq === ref || e.id === ref)?.seq;
      if (at === undefined) return Promise.reject(new ApiError(404, "Message not found"));
      const items = all.filter((e) => e.seq > at - limit / 2 && e.seq <= at + limit / 2);
      return Promise.resolve({ items, last_seq: all.length, at });
    },
    atTime: (time: string, limit: number): Promise<EventPage> =>
      log.around(all.find((e) => e.time >= time)?.seq ?? 0, limit),
    send: vi.fn<(p: Pending) => Promise<Event>>(),
  };
  return log;
}

function seqs(t: Timeline): number[] {
  return t.events.value.map((e) => e.seq);
}

function expectContiguous(t: Timeline): void {
  const s = seqs(t);
  expect(s).toEqual(Array.from({ length: s.length }, (_, i) => (s[0] ?? 0) + i));
}

describe("window", () => {
  test("it opens at the newest page and loads older pages up to the beginning", async () => {
    const t = new Timeline(log(120));
    await t.open();
    expect(seqs(t)).toEqual(events(71, 120).map((e) => e.seq));
    await t.older();
    await t.older();
    expect(t.hasOlder).toBe(false);
    expect(seqs(t)).toHaveLength(120);
    expectContiguous(t);
  });

  test("the far end is trimmed while reading back, and loaded again on the way down", async () => {
    const server = log(1000);
    const t = new Timeline(server);
    await t.open();
    t.following.value = false;
    for (let i = 0; i < 10; i++) await t.older();
    expect(seqs(t)).toHaveLength(maxKept);
    expect(t.hasNewer).toBe(true);
    t.receive(server.add());
    expectContiguous(t);
    for (let i = 0; i < 20 && t.hasNewer; i++) await t.newer();
    expect(t.lastSeq).toBe(1001);
    expectContiguous(t);
  });

  test("live events trim the oldest while the reader follows", async () => {
    const server = log(10);
    const t = new Timeline(server);
    await t.open();
    for (let i = 0; i < maxKept; i++) t.receive(server.add());
    expect(seqs(t)).toHaveLength(maxKept);
    expect(t.lastSeq).toBe(10 + maxKept);
    expectContiguous(t);
  });

  test("duplicates and events beyond a gap are not put in", async () => {
    const t = new Timeline(log(3));
    await t.open();
    for (const seq of [2, 3, 5, 4, 4]) t.receive(event(seq));
    expect(seqs(t)).toEqual([1, 2, 3, 4]);
    expect(t.hasNewer).toBe(true);
  });

  test("an event that comes while the first page is on its way is there afterwards, once", async () => {
    const server = log(3);
    const t = new Timeline(server);
    const stale: EventPage = { items: events(1, 3), last_seq: 3 };
    server.newest = () => Promise.resolve(stale);
    const opening = t.open();
    t.receive(server.add());
    await opening;
    expect(seqs(t)).toEqual([1, 2, 3, 4]);
  });

  test("who is led to the newest end gets there, whatever drawing the page asks for meanwhile", async () => {
    const server = log(100);
    const t = new Timeline(server);
    await t.around(10);
    const stale: EventPage = { items: events(51, 100), last_seq: 100 };
    server.newest = () => Promise.resolve(stale);
    server.before = () => new Promise(() => {});
    let drawn = false;
    t.loading.subscribe((what) => {
      if (drawn || what !== null || t.lastSeq !== 100) return;
      drawn = true;
      void t.older();
      t.following.value = false;
    });
    const jumping = t.jump();
    t.receive(server.add());
    t.receive(server.add());
    await jumping;
    expect(t.lastSeq).toBe(102);
    expect(t.following.value).toBe(true);
    expectContiguous(t);
  });

  test("who goes to the newest end keeps what is shown when little is missing", async () => {
    const server = log(100);
    const t = new Timeline(server);
    await t.open();
    await t.older();
    const newest = vi.spyOn(server, "newest");
    const after = vi.spyOn(server, "after");
    server.add();
    t.receive(server.add());
    expect(t.hasNewer).toBe(true);
    t.follow(); // who is there: the live feed brings it
    expect(after).not.toHaveBeenCalled();
    t.following.value = false;
    t.follow();
    await vi.waitFor(() => expect(t.lastSeq).toBe(102));
    expect(seqs(t)).toHaveLength(102);
    expect(t.following.value).toBe(true);
    expect(newest).not.toHaveBeenCalled();

    for (let i = 0; i < 60; i++) server.add();
    t.following.value = false;
    t.receive(server.add());
    t.follow();
    await vi.waitFor(() => expect(t.lastSeq).toBe(163));
    expect(seqs(t)).toHaveLength(50);
    expectContiguous(t);
  });

  test("a reset throws away what an older request still answers", async () => {
    const server = log(100);
    const t = new Timeline(server);
    await t.open();
    let answer: (p: EventPage) => void = () => {};
    server.before = () => new Promise((r) => (answer = r));
    const late = t.older();
    for (let i = 0; i < 2000; i++) server.add();
    await t.reset(2100);
    answer({ items: events(1, 50), last_seq: 100 });
    await late;
    expect(t.lastSeq).toBe(2100);
    expect(seqs(t)).toHaveLength(50);
    expectContiguous(t);
  });

  test("a failed load says so and can be tried again", async () => {
    const server = log(5);
    const good = server.newest;
    server.newest = () => Promise.reject(new NetworkError());
    const t = new Timeline(server);
    await t.open();
    expect(t.error.value).toBe("The server cannot be reached.");
    expect(t.loaded.value).toBe(false);
    server.newest = good;
    await t.jump();
    expect(t.error.value).toBeNull();
    expect(seqs(t)).toHaveLength(5);
  });
});

describe("what is no line of its own", () => {
  const change = (of: Event, what: Event["change"] = "edit"): Partial<Event> => ({
    kind: "change",
    change: what,
    target: of.id,
    of,
  });

  test("a change is not shown, and shows its message as it is now", async () => {
    const server = log(3);
    const t = new Timeline(server);
    await t.open();
    t.receive(server.add(change(event(2, { body: "other words" }))));
    t.receive(server.add());
    expect(seqs(t)).toEqual([1, 2, 3, 5]);
    expect(t.events.value[1]?.body).toBe("other words");
    expect(t.lastSeq).toBe(5);
    expect(t.hasNewer).toBe(false);
  });

  test("changes beyond the window change what is in it", async () => {
    const server = log(1000);
    const t = new Timeline(server);
    await t.around(300);
    t.receive(server.add(change(event(301, { body: "other words" }))));
    expect(t.events.value.find((e) => e.seq === 301)?.body).toBe("other words");
    expect(t.hasNewer).toBe(true);
  });

  test("pages of changes alone are passed over in both directions", async () => {
    const server = log(20);
    const hidden = { kind: "change", of: event(1) };
    for (let i = 0; i < 120; i++) server.add(hidden);
    for (let i = 0; i < 10; i++) server.add();
    const t = new Timeline(server);
    await t.open();
    for (let i = 0; i < 3; i++) await t.older();
    expect(seqs(t)).toHaveLength(30);
    expect(t.hasOlder).toBe(false);
    const up = new Timeline(server);
    await up.around(10);
    for (let i = 0; i < 3; i++) await up.newer();
    expect(up.lastSeq).toBe(150);
    expect(seqs(up)).toHaveLength(30);
  });

  test("a flood of changes pushes nothing out", async () => {
    const server = log(20);
    const t = new Timeline(server);
    await t.open();
    for (let i = 0; i < maxKept + 10; i++) t.receive(server.add(change(event(20), "react")));
    expect(seqs(t)).toHaveLength(20);
  });

  test("replies are shown in their thread alone, unless they are meant for the room as well", async () => {
    const server = log(1);
    const t = new Timeline(server);
    await t.open();
    const first = event(1, { replies: { count: 1, last: event(2).time, users: [2] } });
    t.receive(server.add({ thread: "id-1", of: first }));
    t.receive(server.add({ thread: "id-1", to_room: true }));
    expect(seqs(t)).toEqual([1, 3]);
    expect(t.events.value[0]?.replies?.count).toBe(1);
  });

  test("a link to a reply leads to its thread", async () => {
    const server = log(100);
    const reply = server.add({ thread: "id-50" });
    const t = new Timeline(server);
    await t.around(reply.id);
    expect(t.aside.value?.id).toBe(reply.id);
    await t.around(50);
    expect(t.target.value?.seq).toBe(50);
  });

  test("only what somebody says is counted for who is further up", async () => {
    const server = log(10);
    const t = new Timeline(server);
    await t.open();
    t.following.value = false;
    t.receive(server.add(change(event(1))));
    t.receive(server.add({ body: "s/a/b/" }));
    t.receive(server.add());
    expect(t.arrived.value).toBe(1);
  });
});

describe("leading to a message", () => {
  test("the window opens around it, and goes on in both directions without a gap", async () => {
    const t = new Timeline(log(1000));
    await t.around("id-500");
    expect(t.target.value).toEqual({ seq: 500 });
    expect(t.following.value).toBe(false);
    await t.older();
    await t.newer();
    expect(seqs(t)).toEqual(events(426, 575).map((e) => e.seq));
    expect(t.hasOlder && t.hasNewer).toBe(true);
  });

  test("one that is there already is not loaded again", async () => {
    const server = log(100);
    const t = new Timeline(server);
    await t.open();
    server.around = () => Promise.reject(new NetworkError());
    await t.around(80);
    expect(t.target.value).toEqual({ seq: 80 });
    expect(t.error.value).toBeNull();
  });

  test("reading on from the middle trims the older end, and live events do not make the window grow", async () => {
    const server = log(1000);
    const t = new Timeline(server);
    await t.around(300);
    for (let i = 0; i < 30; i++) await t.newer();
    expect(t.lastSeq).toBe(1000);
    expect(seqs(t)).toHaveLength(maxKept);
    t.receive(server.add());
    expect(seqs(t)).toHaveLength(maxKept);
    expect(t.hasNewer).toBe(true);
    await t.newer();
    expect(t.lastSeq).toBe(1001);
    expectContiguous(t);
  });

  test("a message that is gone leads to the newest page, and says so", async () => {
    const t = new Timeline(log(100));
    await t.around("gone");
    expect(t.lost.value).toBe("Message not found");
    expect(t.error.value).toBeNull();
    expect(t.lastSeq).toBe(100);
    await t.around(50);
    expect(t.lost.value).toBeNull();
  });

  test("a moment leads to what was said first from then on", async () => {
    const t = new Timeline(log(1000));
    await t.atTime(event(600).time);
    expect(t.target.value).toEqual({ seq: 600 });
  });

  test("who comes back later starts at the newest page", async () => {
    const t = new Timeline(log(1000));
    await t.around(300);
    await t.open();
    expect(t.lastSeq).toBe(1000);
    expect(seqs(t)).toHaveLength(50);
  });
});

describe("sending", () => {
  test("a message is there at once and is replaced by the server's copy", async () => {
    const server = log(1);
    const t = new Timeline(server);
    await t.open();
    let answer: (e: Event) => void = () => {};
    server.send.mockReturnValue(new Promise((r) => (answer = r)));
    const sent = t.send("hi");
    const clientId = t.pending.value[0]?.clientId ?? "";
    expect(t.pending.value.map((p) => p.body)).toEqual(["hi"]);
    answer(server.add({ client_id: clientId, body: "hi" }));
    await sent;
    expect(t.pending.value).toEqual([]);
    expect(t.events.value.map((e) => e.body)).toEqual(["body 1", "hi"]);
  });

  test("the live copy may come before the answer", async () => {
    const server = log(1);
    const t = new Timeline(server);
    await t.open();
    let answer: (e: Event) => void = () => {};
    server.send.mockReturnValue(new Promise((r) => (answer = r)));
    const sent = t.send("hi");
    const live = server.add({ client_id: t.pending.value[0]?.clientId ?? "" });
    t.receive(live);
    expect(t.pending.value).toEqual([]);
    answer(live);
    await sent;
    expect(seqs(t)).toEqual([1, 2]);
  });

  test("an answer behind a gap leaves the line pending until the log has caught up", async () => {
    const server = log(1);
    const t = new Timeline(server);
    await t.open();
    const missed = server.add();
    server.send.mockImplementation((p) => Promise.resolve(server.add({ client_id: p.clientId })));
    await t.send("hi");
    expect(seqs(t)).toEqual([1]);
    expect(t.pending.value).toHaveLength(1);
    t.receive(missed);
    t.receive(server.all[2] as Event);
    expect(seqs(t)).toEqual([1, 2, 3]);
    expect(t.pending.value).toEqual([]);
  });
});

import type { Room } from "../api/types";
import { nameOf, pathOf } from "../state/conversations";
import { visits } from "../state/visits";
import type { Workspace } from "../state/workspace";
import { match } from "../text/match";
import type { IconName } from "../ui/Icon";

/** A place to go to, or a thing to do. */
export interface Target {
  key: string;
  name: string;
  /** What else it is known by. */
  also?: string;
  note?: string;
  icon: IconName;
  unread: number;
  mentions: number;
  go: { path: string } | { run: () => void };
}

const most = 12;

/** places are all chats, people and open rooms, those first that the reader wants most often: unread, then visited. */
export function places({ conversations, people, me }: Workspace, rooms: Room[]): Target[] {
  const visited = visits();
  const met = new Set(conversations.all.value.map((c) => c.user?.id));
  const joined = new Set(conversations.all.value.map((c) => c.room?.id));
  const open = [...conversations.all.value].sort(
    (a, b) =>
      Number(b.mentions > 0) - Number(a.mentions > 0) ||
      Number(b.unread > 0) - Number(a.unread > 0) ||
      rank(visited, a.id) - rank(visited, b.id) ||
      nameOf(a).localeCompare(nameOf(b)),
  );
  return [
    ...open.map(
      (c): Target => ({
        key: `c${c.id}`,
        name: nameOf(c),
        ...(c.user ? { also: c.user.mention_name } : {}),
        icon: c.room ? (c.room.privacy === "private" ? "lock" : "hash") : "people",
        unread: c.unread,
        mentions: c.kind === "direct" ? c.unread : c.mentions,
        go: { path: pathOf(c) },
      }),
    ),
    ...people.active
      .filter((u) => u.id !== me.id && !met.has(u.id))
      .map((u) => place(`u${u.id}`, u.name, "people", `/chat/user/${u.id}`, u.mention_name)),
    ...rooms
      .filter((r) => !r.archived && !joined.has(r.id))
      .map((r) => place(`r${r.id}`, r.name, r.privacy === "private" ? "lock" : "hash", `/chat/room/${r.id}`)),
  ];
}

function place(key: string, name: string, icon: IconName, path: string, also = ""): Target {
  return { key, name, also, icon, unread: 0, mentions: 0, go: { path }, note: also ? "" : "not joined" };
}

function rank(visited: number[], id: number): number {
  const at = visited.indexOf(id);
  return at < 0 ? visited.length : at;
}

/** found gives what the typed text names, the best first; targets that are as good keep their order. */
export function found(typed: string, targets: Target[]): Target[] {
  return targets
    .flatMap((target, i) => {
      const score = Math.min(
        ...[target.name, target.also ?? ""].map((n) => (n ? (match(typed, n) ?? 99) : 99)),
      );
      return score < 99 ? [{ target, order: score * 10_000 + Math.min(i, 9_999) }] : [];
    })
    .sort((a, b) => a.order - b.order)
    .slice(0, most)
    .map((f) => f.target);
}

import type { Room, User } from "../../api/types";

/** roomNamed finds a room by its id, its XMPP address or its name, as add-ons give them. spec: connect-js, 5.2 */
export function roomNamed(rooms: Room[], wanted: unknown): Room | undefined {
  const id = idOf(wanted);
  if (id !== undefined) return rooms.find((r) => r.id === id);
  if (typeof wanted !== "string") return undefined;
  const slug = /^\d+_([^@]+)@conf\b/.exec(wanted)?.[1];
  const name = wanted.trim().toLowerCase();
  return rooms.find((r) => (slug === undefined ? r.name.toLowerCase() === name : slugOf(r.name) === slug));
}

/** personNamed finds somebody by their id, XMPP address, mention name or e-mail address. spec: connect-js, 5.2, 5.3 */
export function personNamed(people: User[], wanted: unknown): User | undefined {
  const id = idOf(wanted) ?? idOf(/^\d+_(\d+)@chat\b/.exec(String(wanted))?.[1]);
  if (id !== undefined) return people.find((u) => u.id === id);
  if (typeof wanted !== "string") return undefined;
  const name = wanted.trim().replace(/^@/, "").toLowerCase();
  if (name === "") return undefined;
  return people.find((u) => u.mention_name.toLowerCase() === name || u.email.toLowerCase() === name);
}

function idOf(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  return typeof raw === "string" && /^\d{1,15}$/.test(raw) ? Number(raw) : undefined;
}

/** slugOf is what a room is called in its XMPP address, while it has the name that it was made with. */
function slugOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(" ", "_")
    .replaceAll(/["&'/:<>@]/g, "");
}

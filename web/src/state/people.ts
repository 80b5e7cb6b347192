import { computed, signal } from "@preact/signals";
import type { Event, Presence, User } from "../api/types";
import type { PersonNow } from "../live/frames";

const away: Presence = { online: false, show: "chat" };

/** People is everyone in the group, and who is there now. */
export class People {
  readonly users = signal<ReadonlyMap<number, User>>(new Map());
  readonly presences = signal<ReadonlyMap<number, Presence>>(new Map());

  private readonly sorted = computed(() => {
    const { compare } = new Intl.Collator(); // a group may have thousands of people
    return [...this.users.value.values()].filter((u) => !u.deleted).sort((a, b) => compare(a.name, b.name));
  });

  load(users: User[]): void {
    this.users.value = new Map(users.map((u) => [u.id, u]));
    this.presences.value = new Map(users.map((u) => [u.id, u.presence]));
  }

  add(user: User): void {
    this.users.value = new Map(this.users.value).set(user.id, user);
    this.setPresence([user.id], user.presence);
  }

  setPresence(ids: number[], now: Presence): void {
    const presences = new Map(this.presences.value);
    for (const id of ids) presences.set(id, now);
    this.presences.value = presences;
  }

  /** hear takes who people are from now on, and gives them. */
  hear(now: PersonNow[]): ReadonlyMap<number, User> {
    const changed = new Map(now.map((said) => [said.user_id, this.userOf(said)]));
    this.users.value = new Map([...this.users.value, ...changed]);
    return changed;
  }

  private userOf({ user_id: id, name, mention_name, email, timezone, photo, ...said }: PersonNow): User {
    const { status = "", presence = away } = this.users.value.get(id) ?? {};
    return {
      id,
      name,
      mention_name,
      email,
      timezone,
      title: said.title ?? "",
      admin: said.admin ?? false,
      delegate: said.delegate ?? false,
      owner: said.owner ?? false,
      deleted: said.deleted ?? false,
      guest: false,
      status,
      presence,
      ...(photo && { photo: `/img/pictures/small/${photo}` }),
    };
  }

  setStatus(id: number, status: string): void {
    const user = this.users.value.get(id);
    if (user) this.users.value = new Map(this.users.value).set(id, { ...user, status });
  }

  /** photo is where somebody's picture is, if they have one. */
  photo(id: number | undefined): string | undefined {
    return id === undefined ? undefined : this.users.value.get(id)?.photo;
  }

  /** sender is what who said something is called now; integrations and guests are called as the log has them. */
  sender({ kind, user_id, sender }: Event): string {
    const user = kind === "notification" ? undefined : this.users.value.get(user_id ?? 0);
    return user && !user.guest ? user.name : sender;
  }

  presence(id: number): Presence {
    return this.presences.value.get(id) ?? away;
  }

  /** active lists the accounts in use, by name. */
  get active(): User[] {
    return this.sorted.value;
  }
}

/** presenceWord says in a word what a presence means. */
export function presenceWord(p: Presence): string {
  if (!p.online) return "offline";
  if (p.mobile && p.show === "chat") return "on a phone";
  return { chat: "available", away: "idle", xa: "away", dnd: "do not disturb" }[p.show] ?? "available";
}

import { batch, signal } from "@preact/signals";
import type { RoomDetails, User } from "../api/types";

/** Many changes at once are asked for once. */
const delayMs = 800;

/** OpenRoom is what is known about the room on the screen: who is in it, and who belongs to it. */
export class OpenRoom {
  readonly details = signal<RoomDetails | null>(null);
  private id: number | undefined;
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly load: (room: number) => Promise<RoomDetails>,
    private readonly loaded: (room: RoomDetails) => void,
    private readonly me: () => User,
  ) {}

  /** open asks for a room. What is known about it stays, also when it cannot be had: the next change asks again. */
  open(room: number): void {
    this.id = room;
    void this.ask();
  }

  close(): void {
    this.id = undefined;
    this.turn++;
    clearTimeout(this.timer);
    this.details.value = null;
  }

  /** changed asks again, a moment later, when it is this room or any that something has happened in. */
  changed(room = this.id): void {
    if (this.id === undefined || room !== this.id) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), delayMs);
  }

  /** people takes those who have changed as they are now, where they are on one of the room's lists. */
  people(changed: ReadonlyMap<number, User>): void {
    const room = this.details.peek();
    if (!room) return;
    const now = <U extends User>(list: U[]) =>
      list.filter((u) => !changed.get(u.id)?.deleted).map((u) => ({ ...u, ...changed.get(u.id) }));
    this.details.value = { ...room, participants: now(room.participants), members: now(room.members) };
  }

  /** ask drops an answer that another question has overtaken. */
  private async ask(): Promise<void> {
    if (this.id === undefined) return;
    const mine = ++this.turn;
    try {
      const room = await this.load(this.id);
      if (mine !== this.turn) return;
      batch(() => {
        this.details.value = this.withMe(room);
        this.loaded(room);
      });
    } catch {
      // The column keeps what it had.
    }
  }

  /** withMe has the reader in the room that they look at, also where the server does not know yet that they are connected again. */
  private withMe(room: RoomDetails): RoomDetails {
    const me = this.me();
    if (!room.joined || room.archived || room.participants.some((u) => u.id === me.id)) return room;
    return { ...room, participants: [...room.participants, me] };
  }
}

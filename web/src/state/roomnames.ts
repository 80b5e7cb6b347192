import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Room } from "../api/types";
import type { Conversations } from "./conversations";
import { useWorkspace } from "./workspace";

/** Rooms by what stands behind a #, in small letters. */
export type RoomNames = ReadonlyMap<string, Room>;

/** A list of all rooms is good for so long. */
const freshMs = 60_000;

/** Roster is the rooms that the reader may see: their own, and the others once somebody has written of one. */
export class Roster {
  readonly byName: ReadonlySignal<RoomNames>;
  private readonly others = signal<Room[]>([]);
  private asked = Number.NEGATIVE_INFINITY;

  constructor(
    conversations: Pick<Conversations, "rooms">,
    private readonly load: () => Promise<Room[]>,
  ) {
    const own = computed(() => conversations.rooms.value.flatMap((c) => c.room ?? []));
    this.byName = computed(
      () => new Map([...this.others.value, ...own.value].map((r) => [r.name.toLowerCase(), r])),
    );
  }

  /** want asks for the rooms that the reader is not in, unless that was done a moment ago. */
  want(): void {
    if (Date.now() - this.asked < freshMs) return;
    this.asked = Date.now();
    this.load().then(
      (rooms) => (this.others.value = rooms.filter((r) => !r.joined)),
      () => {}, // What is said of them stays text.
    );
  }
}

/** useRoomNames gives the rooms that a text may name; the others are asked for when it seems to name one. */
export function useRoomNames(text: string): RoomNames {
  const { roster } = useWorkspace();
  const wanted = /#[\p{L}\p{N}]/u.test(text);
  useEffect(() => {
    if (wanted) roster.want();
  }, [roster, wanted]);
  return roster.byName.value;
}

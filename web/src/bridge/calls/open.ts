import type { Conversation, Room, User } from "../../api/types";
import { maxMessage } from "../../composer/limits";
import { text } from "../../glance/raw";
import { personNamed, roomNamed } from "./targets";

/** What leading the reader somewhere needs of the page. */
export interface Ways {
  /** Rooms that the reader is in. */
  rooms(): Room[];
  /** All that they may enter. */
  allRooms(): Promise<Room[]>;
  people(): User[];
  enter(room: Room): Promise<Conversation>;
  meet(user: User): Promise<Conversation>;
  /** Writes after what stands in a conversation's box. */
  append(conversation: number, words: string): void;
  show(conversation: Conversation): void;
}

/** openTarget leads the reader where an add-on wants them, and puts its message into the box there. spec: connect-js, 5.2 */
export async function openTarget(ways: Ways, target: Record<string, unknown>): Promise<void> {
  const found = await find(ways, target);
  if (!found) {
    console.warn("An add-on asked for a room or a person that there is not:", target);
    return;
  }
  const message = text(target.message, maxMessage);
  if (message !== undefined) ways.append(found.id, message);
  ways.show(found);
}

async function find(ways: Ways, target: Record<string, unknown>): Promise<Conversation | undefined> {
  const room = target.roomId ?? target.roomName;
  if (room !== undefined) {
    const known = roomNamed(ways.rooms(), room) ?? roomNamed(await ways.allRooms(), room);
    return known && ways.enter(known);
  }
  const person = personNamed(ways.people(), target.userId ?? target.userMentionName);
  return person && ways.meet(person);
}

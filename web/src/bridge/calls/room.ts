import type { Presence, Room, User } from "../../api/types";
import { object, text } from "../../glance/raw";
import type { Extension, Method } from "../method";
import { byPresence, personOf } from "./people";

/** spec: product, 3.1 */
const mostName = 50;
const mostTopic = 250;
const mostInvited = 50;

/** What the methods of rooms need of the page. */
export interface RoomDesk {
  room(id: number): Room | undefined;
  participants(room: number): Promise<User[]>;
  presence(user: number): Presence;
  /** Leads the reader to a room or a person, and puts a message into the box there. */
  open(target: Record<string, unknown>): void;
  /** Asks the reader for a new room. */
  create(start: { name: string; topic: string; privacy: Room["privacy"] }): void;
  /** Asks the reader to bring people into a room. */
  invite(room: number, people: unknown[]): void;
}

/** roomMethods are what add-ons' pages may ask and do about rooms. spec: connect-js, 5.2 */
export function roomMethods(desk: RoomDesk): Record<string, Method> {
  const here = ({ room }: Extension) => (room === undefined ? undefined : desk.room(room));
  return {
    getRoomDetails: {
      args: ["callback"],
      scope: "view_room",
      run: (caller, _, answer) => {
        const room = here(caller);
        if (room) answer(null, { id: room.id, name: room.name, privacy: room.privacy, topic: room.topic });
        else answer({ message: "There is no room around this page." });
      },
    },
    getParticipants: {
      args: ["callback"],
      scope: "view_room",
      run: async (caller, _, answer) => {
        try {
          const users = await desk.participants(here(caller)?.id ?? 0);
          const listed = (guests: boolean) =>
            users
              .filter((u) => u.guest === guests)
              .map((u) => personOf(u, desk.presence(u.id)))
              .sort(byPresence);
          answer(null, { guests: listed(true), members: listed(false) });
        } catch {
          answer({ message: "The people in the room could not be asked for." });
        }
      },
    },
    open: { args: ["target"], run: (_, [target]) => desk.open(object(target)) },
    create: {
      args: ["room_name", "room_topic", "room_privacy"],
      run: (_, [name, topic, privacy]) =>
        desk.create({
          name: text(name, mostName) ?? "",
          topic: text(topic, mostTopic) ?? "",
          privacy: privacy === "private" ? "private" : "public",
        }),
    },
    invite: {
      args: ["userIds"],
      run: (caller, [people]) => {
        const room = here(caller);
        if (room) desk.invite(room.id, (Array.isArray(people) ? people : [people]).slice(0, mostInvited));
      },
    },
  };
}

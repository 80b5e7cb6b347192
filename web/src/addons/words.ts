import type { Hearing, Powers } from "../api/addontypes";

/** A sentence about an add-on. */
export interface Said {
  text: string;
  /** Of a right, its scope; of what it hears, the pattern. */
  by?: string;
  /** How the sentence goes on after that. */
  rest?: string;
}

/** Words are what people are told about an add-on, by what it is about. */
export interface Words {
  sees: Said[];
  does: Said[];
  hears: Said[];
  shows: Said[];
}

/** wordsOf says in plain words what an add-on with these scopes sees and does, in one room or in all. */
export function wordsOf(scopes: string[], powers: Powers, inRoom: boolean): Words {
  const here = inRoom ? "this room" : "every open room";
  const sees: Said[] = [];
  const does: Said[] = [];
  for (const by of scopes) {
    const [kind, text] = scopeWords(by, here, powers);
    (kind === "sees" ? sees : does).push({ text, by });
  }
  if (powers.for_others)
    does.push({ text: "Ask you to let it act in your name. It can do so only for those who agree." });
  return { sees, does, hears: powers.hears.map((h) => heard(h, inRoom)), shows: shown(powers, scopes) };
}

function scopeWords(scope: string, here: string, { from_name }: Powers): ["sees" | "does", string] {
  switch (scope) {
    case "view_group":
      return ["sees", "Who is in the group, with their e-mail addresses, and which rooms there are."];
    case "view_room":
      return ["sees", `Who is in ${here}, its topic and its settings.`];
    case "view_messages":
      return ["sees", `What is said in ${here}, also what was said before the add-on was here.`];
    case "send_notification":
      return ["does", `Post in ${here}, as “${from_name}”.`];
    case "send_message":
      return ["does", "Write messages in the name of people who have let it."];
    case "admin_room":
      return ["does", `Change the topic, the people and the settings of ${here}.`];
    case "manage_rooms":
      return ["does", "Make, change and delete rooms."];
    case "admin_group":
      return ["does", "Make, change and deactivate accounts, except the group owner’s."];
    case "import_data":
      return ["does", "Bring people, rooms and history in from elsewhere."];
  }
  return ["does", "Something that this page has no words for."];
}

/** What happens in rooms, in words. */
const events: Record<string, string> = {
  room_message: "Messages",
  room_notification: "Notifications of others",
  room_file_upload: "Files that are shared",
  room_topic_change: "New topics",
  room_enter: "Arrivals of people",
  room_exit: "Departures of people",
  room_archived: "Rooms that are archived",
  room_unarchived: "Rooms that are opened again",
  room_created: "Rooms that are made",
  room_deleted: "Rooms that are deleted",
};

/** These are about a room as a whole. */
const ofRooms = ["room_archived", "room_unarchived", "room_created", "room_deleted"];

function heard({ event, pattern, host }: Hearing, inRoom: boolean): Said {
  const where = ofRooms.includes(event) ? "" : inRoom ? " in this room" : " in all rooms";
  const what = `${events[event] ?? event}${where}`;
  const rest = `, sent to ${host}.`;
  if (pattern === "") return { text: what + rest };
  return { text: `${what} that match `, by: pattern, rest };
}

function shown({ frames, asked, shows }: Powers, scopes: string[]): Said[] {
  const all: Said[] = [];
  if (frames.length > 0) {
    const more = scopes.includes("view_room")
      ? " It can read your name and e-mail address there, and who else is in the room."
      : "";
    all.push({
      text: `Pages of its own, from ${list(frames)}. Opening one tells the add-on the room, your id and your time zone.${more}`,
    });
    all.push({ text: "Its pages may put words and files into your box. They cannot send them." });
  }
  if (asked.length > 0)
    all.push({
      text: `A line beside the room. Your browser asks ${list(asked)} for it, which tells your id and the room.`,
    });
  else if (shows.includes("glance")) all.push({ text: "A line beside the room." });
  if (shows.includes("action"))
    all.push({
      text: "Actions. One that you choose for a message gets that message with its sender and file.",
    });
  return all;
}

function list(origins: string[]): string {
  return origins.map((o) => o.replace(/^https:\/\//, "")).join(", ");
}

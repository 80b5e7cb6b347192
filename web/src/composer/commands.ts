import type { Known } from "./completion";

/** Deeds are what commands can do in the conversation where they are given. */
export interface Deeds {
  /** The room's id; undefined in a one-to-one chat. */
  room: number | undefined;
  setTopic(topic: string): Promise<void>;
  rename(name: string): Promise<void>;
  /** Hides what has been said so far, on this page. */
  clear(): void;
  /** Opens a room by its name and tells whether there is one. */
  join(name: string): Promise<boolean>;
  part(): Promise<void>;
  /** Without a status the one that there is stays. */
  setPresence(show: "chat" | "xa" | "dnd", status: string | undefined): Promise<void>;
  openShortcuts(): void;
  openSettings(): void;
}

/** What became of a command: nothing to say, or a sentence. A refusal leaves the text in the box. */
export interface Outcome {
  refused?: string;
  said?: string;
}

interface Command extends Known {
  aliases: string[];
  /** Only in rooms. */
  rooms?: boolean;
  /** Without it the text is sent as it is, and drawn by every client. */
  run?: (args: string, deeds: Deeds) => Promise<Outcome> | Outcome;
}

const done: Outcome = {};
const needs = (what: string): Outcome => ({ refused: `Write ${what} behind the command.` });

/** spec: product, 5. Calls are not among them. */
const commands: Command[] = [
  {
    name: "topic",
    aliases: [],
    args: "text",
    help: "Set the topic",
    rooms: true,
    run: (text, d) => (text === "" ? needs("the topic") : d.setTopic(text).then(() => done)),
  },
  {
    name: "rename",
    aliases: [],
    args: "name",
    help: "Rename the room",
    rooms: true,
    run: (name, d) => (name === "" ? needs("the name") : d.rename(name).then(() => done)),
  },
  {
    name: "clear",
    aliases: [],
    args: "",
    help: "Clear what you see here",
    run: (_, d) => {
      d.clear();
      return done;
    },
  },
  {
    name: "join",
    aliases: ["enter"],
    args: "room",
    help: "Open a room",
    run: async (name, d) => {
      if (name === "") return needs("the room's name");
      return (await d.join(name)) ? done : { refused: `There is no room called “${name}”.` };
    },
  },
  {
    name: "part",
    aliases: ["leave", "close"],
    args: "",
    help: "Close this chat",
    run: (_, d) => d.part().then(() => done),
  },
  { name: "me", aliases: ["em"], args: "does something", help: "Say what you do" },
  { name: "quote", aliases: [], args: "text", help: "Quote somebody" },
  { name: "code", aliases: [], args: "code", help: "Show code in colours" },
  { name: "pre", aliases: ["monospace"], args: "text", help: "Show text in a fixed width" },
  {
    name: "here",
    aliases: ["available", "back"],
    args: "status",
    help: "Be available",
    run: presence("chat", "available"),
  },
  { name: "away", aliases: [], args: "status", help: "Be away", run: presence("xa", "away") },
  {
    name: "dnd",
    aliases: [],
    args: "status",
    help: "Do not be disturbed",
    run: presence("dnd", "shown as not to be disturbed"),
  },
  {
    name: "shortcuts",
    aliases: ["keys"],
    args: "",
    help: "List the keyboard shortcuts",
    run: (_, d) => {
      d.openShortcuts();
      return done;
    },
  },
  {
    name: "settings",
    aliases: ["prefs"],
    args: "",
    help: "Open your settings",
    run: (_, d) => {
      d.openSettings();
      return done;
    },
  },
];

function presence(show: "chat" | "xa" | "dnd", word: string) {
  return async (status: string, d: Deeds): Promise<Outcome> => {
    await d.setPresence(show, status === "" ? undefined : status);
    return { said: `You are ${word}${status && `: ${status}`}.` };
  };
}

/** commandsIn lists what can be given in a conversation: ours, then what add-ons wait for. */
export function commandsIn(room: boolean, addons: Known[]): Known[] {
  const own = commands.filter((c) => room || !c.rooms);
  const names = new Set(own.flatMap((c) => [c.name, ...c.aliases]));
  return [...own, ...addons.filter((a) => !names.has(a.name))];
}

/**
 * runCommand does what a text that is a command asks for, and gives nothing for every other text: that is to be sent.
 * Words that only add-ons know are such a text. What goes wrong is thrown.
 */
export function runCommand(text: string, deeds: Deeds): Promise<Outcome> | undefined {
  const { command, args } = read(text);
  if (!command?.run || (command.rooms && deeds.room === undefined)) return undefined;
  return Promise.resolve(command.run(args, deeds));
}

/** runsHere tells whether runCommand does something with a text in a room, or in a one-to-one chat. */
export function runsHere(text: string, room: boolean): boolean {
  const { command } = read(text);
  return command?.run !== undefined && (room || !command.rooms);
}

function read(text: string): { command: Command | undefined; args: string } {
  const m = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  const command = commands.find((c) => c.name === m?.[1] || c.aliases.includes(m?.[1] ?? ""));
  return { command, args: (m?.[2] ?? "").trim() };
}

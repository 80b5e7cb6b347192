import { signal } from "@preact/signals";
import type { Part, Parts, SignedUrl } from "../api/addontypes";
import { messageOf } from "../api/errors";
import type { GlancesFrame } from "../live/frames";
import { type Content, contentOf } from "./content";
import { object, type Picture, picture, text } from "./raw";

/** Changes of an add-on's modules come in bursts. */
const settleMs = 800;
/** A glance is asked again when the signature of its address ends, however the clocks stand. */
const againMs = { least: 60_000, most: 600_000 };

/** A line of an add-on in a room. */
export interface Glance {
  installation: number;
  key: string;
  addon: string;
  name: string;
  icon: Picture | undefined;
  conditions: unknown;
  /** What a click opens: a key, or one with options. */
  target: unknown;
  /** The add-on answers the browser what is shown. */
  asks: boolean;
  content: Content | undefined;
  /** The add-on said it by itself, to so few: 0 for everybody, 3 for one person in one room. */
  pushed: number | undefined;
  /** Why the add-on could not be asked. */
  trouble: string | undefined;
}

export interface Source {
  parts(room: number): Promise<Parts>;
  sign(installation: number, key: string, room: number): Promise<SignedUrl>;
  ask(url: string): Promise<Content>;
  /** Asking for what is hidden whatever the answer is would tell the add-on for nothing. */
  wanted(glance: Glance, room: number): boolean;
}

/** Here is what add-ons have in a room. */
export interface Here {
  room: number;
  parts: Part[];
  /** By an add-on's key, the origins that its pages are declared at. */
  framed: Record<string, string[]>;
}

/** Glances are those of the room on the screen, in their order. spec: connect, 7 */
export class Glances {
  readonly all = signal<Glance[]>([]);
  /** What add-ons have in the room besides. */
  readonly here = signal<Here | undefined>(undefined);
  private room: number | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private asking = new Map<string, ReturnType<typeof setTimeout>>();
  /** Counts the lists that were asked for, so that only the last is taken. */
  private round = 0;

  constructor(private readonly source: Source) {}

  open(room: number): void {
    this.close();
    this.room = room;
    void this.load();
  }

  close(): void {
    this.room = undefined;
    this.round++;
    clearTimeout(this.settling);
    this.rest();
    this.all.value = [];
    this.here.value = undefined;
  }

  /** changed hears that a room has other modules now, or that every room may have. */
  changed(room?: number): void {
    if (this.room === undefined || (room !== undefined && room !== this.room)) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.load(), settleMs);
  }

  /** hear takes what add-ons say now. What was said to fewer people counts more. */
  hear(frame: GlancesFrame): void {
    if (frame.room !== undefined && frame.room !== this.room) return;
    const pushed = closeness(frame.room !== undefined, frame.user !== undefined);
    for (const said of frame.glances) {
      const content = contentOf(said.content);
      const g = this.find(said.installation, said.key);
      if (g && content && pushed >= (g.pushed ?? 0)) this.put({ ...g, content, pushed, trouble: undefined });
    }
  }

  private async load(): Promise<void> {
    const { room } = this;
    if (room === undefined) return;
    const round = ++this.round;
    let parts: Part[];
    let framed: Here["framed"];
    try {
      ({ items: parts, framed = {} } = await this.source.parts(room));
    } catch {
      return; // What is shown stays; the next connection asks again.
    }
    if (round !== this.round) return;
    this.rest();
    this.here.value = { room, parts, framed };
    this.all.value = parts.filter((p) => p.kind === "glance").map((p) => this.kept(read(p)));
    for (const g of this.all.value)
      if (g.asks && this.source.wanted(g, room)) void this.askFor(g, room, round);
  }

  /** kept shows what a glance showed until it has been asked again. */
  private kept(now: Glance): Glance {
    const before = this.find(now.installation, now.key);
    return before?.content && now.asks ? { ...now, content: before.content, trouble: before.trouble } : now;
  }

  private async askFor({ installation, key }: Glance, room: number, round: number): Promise<void> {
    const before = this.find(installation, key)?.content;
    let life = againMs.least;
    let answer: Pick<Glance, "content" | "trouble">;
    try {
      const signed = await this.source.sign(installation, key, room);
      life = Date.parse(signed.until) - Date.now();
      answer = { content: await this.source.ask(signed.url), trouble: undefined };
    } catch (err) {
      answer = { content: undefined, trouble: messageOf(err) };
    }
    const g = this.find(installation, key);
    if (round !== this.round || !g) return;
    // What the add-on has said meanwhile is newer, and what it ever said by itself is better than a failure.
    const stands = g.content !== before || (g.pushed !== undefined && answer.trouble !== undefined);
    if (!stands) this.put({ ...g, ...answer });
    this.later(g, room, round, life);
  }

  private later(g: Glance, room: number, round: number, life: number): void {
    const wait = Math.min(Math.max(life, againMs.least), againMs.most) || againMs.least;
    const again = () => {
      if (document.hidden) this.later(g, room, round, againMs.least);
      else void this.askFor(g, room, round);
    };
    this.asking.set(`${g.installation} ${g.key}`, setTimeout(again, wait));
  }

  private rest(): void {
    for (const timer of this.asking.values()) clearTimeout(timer);
    this.asking.clear();
  }

  private find(installation: number, key: string): Glance | undefined {
    return this.all.peek().find((g) => g.installation === installation && g.key === key);
  }

  private put(glance: Glance): void {
    this.all.value = this.all
      .peek()
      .map((g) => (g.installation === glance.installation && g.key === glance.key ? glance : g));
  }
}

function closeness(ofRoom: boolean, toUser: boolean): number {
  return (ofRoom ? 1 : 0) + (toUser ? 2 : 0);
}

function read(p: Part): Glance {
  const m = object(p.module);
  const content = contentOf(p.content);
  return {
    installation: p.installation,
    key: p.key,
    addon: p.addon_name,
    name: text(object(m.name).value, 100) ?? p.key,
    icon: picture(m.icon),
    conditions: m.conditions,
    target: m.target,
    asks: typeof m.queryUrl === "string" && m.queryUrl !== "",
    content,
    pushed: content && closeness(p.for_room ?? false, p.for_user ?? false),
    trouble: undefined,
  };
}

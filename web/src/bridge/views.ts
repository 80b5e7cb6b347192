import { computed, signal } from "@preact/signals";
import type { Part } from "../api/addontypes";
import { changed, opened } from "../dialog/look";
import { type Facts, met } from "../glance/conditions";
import { object, text } from "../glance/raw";
import type { LinkDialog } from "./linkdialog";

/** Opening is what a view is opened with. */
export interface Opening {
  /** The reader asked for it themselves. */
  asked?: boolean;
  /** What its page is told once it handles it. spec: connect-js, 6 */
  event?: { name: string; payload: unknown };
  /** What fills its address, which is a template. */
  values?: unknown;
  /** Over those that it was declared with. */
  options?: unknown;
}

/** Place is the room on the screen, with what add-ons have in it and what holds for their conditions. */
export interface Place {
  room: number;
  parts: Part[];
  /** By an add-on's key, the origins that its pages are declared at. */
  framed: Record<string, string[]>;
  facts: Facts;
}

/** Shown is a view on the screen. Each opening is a new one. */
export interface Shown {
  part: Part;
  room: number;
  opening: Opening;
}

/** ShownDialog is a dialog on the screen. */
export interface ShownDialog extends Shown {
  /** How it was declared, with all that has changed since. */
  look: Record<string, unknown>;
}

export interface Source {
  place(): Place | undefined;
  /** Which panel was left open, as addon:module. */
  remembered(): string;
  remember(panel: string): void;
  /** Takes away what stands beside the room now. */
  makeWay(): void;
  /** Opens a page in a window of its own. */
  page(page: Shown): void;
}

const unopened: Opening = {};

/** Views are those of add-ons that are open. spec: connect-js, 5.5, 5.6, 9 */
export class Views {
  /** The panel beside the room. It stays from room to room where its add-on is. */
  readonly panel = computed<Shown | undefined>(() => {
    const wanted = this.wanted.value;
    const place = this.place();
    if (!wanted || !place) return undefined;
    const part = place.parts.find(
      (p) => p.kind === "webPanel" && p.addon_key === wanted.addonKey && p.key === wanted.key,
    );
    if (!part || met(object(part.module).conditions, place.facts) !== true) return undefined;
    return { part, room: place.room, opening: wanted.opening };
  });
  /** The dialog over the page. It goes with its add-on and with the room. */
  readonly dialog = computed<ShownDialog | undefined>(() => {
    const asked = this.asked.value;
    const place = this.place();
    const there = asked && place?.room === asked.room && place.parts.some((p) => sameModule(p, asked.part));
    return there ? asked : undefined;
  });
  /** What a link shows in a dialog. It goes with the room as well. */
  readonly linked = computed<LinkDialog | undefined>(() => {
    const asked = this.followed.value;
    return asked && this.place()?.room === asked.room ? asked.dialog : undefined;
  });
  private readonly asked = signal<ShownDialog | undefined>(undefined);
  private readonly followed = signal<{ room: number; dialog: LinkDialog } | undefined>(undefined);
  private readonly wanted = signal<{ addonKey: string; key: string; opening: Opening } | undefined>(
    undefined,
  );

  constructor(private readonly source: Source) {}

  /** restore opens the panel that the reader left open. */
  restore(): void {
    const at = this.source.remembered();
    const colon = at.lastIndexOf(":");
    if (colon < 1) return;
    this.wanted.value = { addonKey: at.slice(0, colon), key: at.slice(colon + 1), opening: unopened };
  }

  /**
   * open opens what an add-on has under a key, and says whether there is such a thing. A target is a key, or one with
   * options; a glance leads to its own. spec: connect-js, 9.2, 9.5
   */
  open(installation: number, target: unknown, opening: Opening = unopened): boolean {
    const { key, options } = targetOf(target);
    const with_ = options === undefined ? opening : { ...opening, options };
    const found = this.find(installation, key, "webPanel", "dialog", "externalPage");
    const glance = found ? undefined : this.find(installation, key, "glance");
    const led = found ?? this.ledTo(glance);
    return led ? this.show(led, with_) : missing(key);
  }

  /** openOf opens what the add-on of that key has in the room under a key. */
  openOf(addonKey: string, key: string, opening: Opening): boolean {
    const has = (p: Part) => p.addon_key === addonKey && p.key === key && p.kind !== "action";
    const part = this.place()?.parts.find(has);
    return part ? this.open(part.installation, key, opening) : missing(key);
  }

  /** openPanel opens a panel of an add-on, or the one that a glance leads to. spec: connect-js, 5.5 */
  openPanel(installation: number, key: unknown, opening: Opening = unopened): boolean {
    const part =
      this.find(installation, key, "webPanel") ?? this.ledTo(this.find(installation, key, "glance"));
    return part?.kind === "webPanel" ? this.show(part, opening) : missing(key);
  }

  /** closePanel goes back to the list of glances. */
  closePanel(): void {
    this.wanted.value = undefined;
    this.source.remember("");
  }

  /** openDialog opens a dialog of an add-on in the place of any other. spec: connect-js, 5.6 */
  openDialog(installation: number, key: unknown, opening: Opening = unopened): boolean {
    const part = this.find(installation, key, "dialog");
    return part ? this.show(part, opening) : missing(key);
  }

  /** changeDialog changes how an add-on's own dialog looks. */
  changeDialog(installation: number, change: unknown): void {
    const dialog = this.dialog.peek();
    if (dialog?.part.installation !== installation) return;
    this.asked.value = { ...dialog, look: changed(dialog.look, change) };
  }

  /** closeDialog closes the dialog, or of several only the one that was opened so. */
  closeDialog(opening?: Opening): void {
    if (opening && this.asked.peek()?.opening !== opening) return;
    this.asked.value = undefined;
  }

  /** openLinked shows what a link leads to in a dialog, in the place of any other. */
  openLinked(dialog: LinkDialog): void {
    const place = this.place();
    if (!place) return;
    this.asked.value = undefined;
    this.followed.value = { room: place.room, dialog };
  }

  /** closeLinked closes it. */
  closeLinked(): void {
    this.followed.value = undefined;
  }

  /** place is where views open: guests have none. spec: connect-js, 9 */
  private place(): Place | undefined {
    const place = this.source.place();
    return place?.facts.guest ? undefined : place;
  }

  private show(part: Part, opening: Opening): boolean {
    const place = this.place();
    if (!place) return false;
    if (part.kind === "externalPage") {
      this.source.page({ part, room: place.room, opening });
      return true;
    }
    if (part.kind === "dialog") {
      const look = opened(part.module, opening.options);
      this.closeLinked();
      this.asked.value = { part, room: place.room, opening: { ...opening }, look };
      return true;
    }
    this.source.makeWay();
    this.wanted.value = { addonKey: part.addon_key, key: part.key, opening };
    this.source.remember(`${part.addon_key}:${part.key}`);
    return true;
  }

  /** ledTo is what a glance leads to. spec: connect-js, 5.5, of targets that are more than a key */
  private ledTo(glance: Part | undefined): Part | undefined {
    const target = object(glance?.module).target;
    if (!glance || typeof target !== "string") return undefined;
    return this.find(glance.installation, target, "webPanel", "dialog", "externalPage");
  }

  private find(installation: number, key: unknown, ...kinds: string[]): Part | undefined {
    const of = this.place()?.parts.filter((p) => p.installation === installation && p.key === key);
    return kinds.map((kind) => of?.find((p) => p.kind === kind)).find((p) => p !== undefined);
  }
}

function sameModule(a: Part, b: Part): boolean {
  return a.installation === b.installation && a.kind === b.kind && a.key === b.key;
}

function targetOf(target: unknown): { key: unknown; options: unknown } {
  if (typeof target === "string") return { key: target, options: undefined };
  const { key, options } = object(target);
  return { key: text(key, 40), options };
}

function missing(key: unknown): false {
  console.warn("An add-on asked for a view that it does not have here:", key);
  return false;
}

import { signal } from "@preact/signals";
import { messageOf } from "../api/errors";
import type { Rehearsal, Sample } from "./templateapi";

/** The preview waits for so long after the last key. */
export const pauseMs = 250;

/** Draft is a template while it is written, with what it makes of a payload. */
export class Draft {
  readonly source = signal("");
  readonly sample = signal<Sample | undefined>();
  readonly shown = signal<Rehearsal | undefined>();
  readonly error = signal<string | undefined>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(private readonly rehearse: (source: string, sample: Sample) => Promise<Rehearsal>) {}

  /** write changes the template. */
  write(source: string): void {
    this.source.value = source;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), pauseMs);
  }

  /** choose looks at what the template makes of another payload. */
  choose(sample: Sample | undefined): void {
    this.sample.value = sample;
    void this.look();
  }

  /** look asks for the preview at once. An answer that has been overtaken is dropped. */
  async look(): Promise<void> {
    clearTimeout(this.timer);
    const sample = this.sample.value;
    const turn = ++this.asked;
    if (!sample || sample.body.trim() === "") {
      this.shown.value = undefined;
      this.error.value = undefined;
      return;
    }
    try {
      const shown = await this.rehearse(this.source.value, sample);
      if (turn !== this.asked) return;
      this.shown.value = shown;
      this.error.value = undefined;
    } catch (err) {
      if (turn === this.asked) this.error.value = messageOf(err);
    }
  }

  /** stop forgets a preview that is still to be asked for. */
  stop(): void {
    clearTimeout(this.timer);
    this.asked++;
  }
}

/** placeOf is where a line and a column are in a text. Columns count characters, and places what a text field counts. */
export function placeOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
  const on = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("");
  return Math.min(before + on.length, text.length);
}

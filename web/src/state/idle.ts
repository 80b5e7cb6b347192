/** What counts as somebody being there. */
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"] as const;
/** Signs are looked at this often at most. */
const everyMs = 1_000;

/** Idle tells when nobody has touched the page for a while, and when they are back. */
export class Idle {
  private last = Date.now();
  private idle = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** minutes answers how long a while is, or null when nobody is ever idle. */
  constructor(
    private readonly minutes: () => number | null,
    private readonly tell: (idle: boolean) => void,
  ) {}

  start(): void {
    for (const name of signs) addEventListener(name, this.active, { passive: true, capture: true });
    this.wait();
  }

  stop(): void {
    for (const name of signs) removeEventListener(name, this.active, { capture: true });
    clearTimeout(this.timer);
  }

  /** again takes a changed number of minutes into account. */
  again(): void {
    this.wait();
  }

  private active = (): void => {
    const now = Date.now();
    if (!this.idle && now - this.last < everyMs) return;
    this.last = now;
    this.wait();
  };

  /** wait decides by the clock, since a timer stands still while a computer sleeps. */
  private wait(): void {
    clearTimeout(this.timer);
    const minutes = this.minutes();
    const left = minutes === null ? Number.POSITIVE_INFINITY : this.last + minutes * 60_000 - Date.now();
    this.say(left <= 0);
    if (left > 0 && left !== Number.POSITIVE_INFINITY) this.timer = setTimeout(() => this.wait(), left);
  }

  private say(idle: boolean): void {
    if (this.idle === idle) return;
    this.idle = idle;
    this.tell(idle);
  }
}

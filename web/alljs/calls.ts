import type { Line, Said } from "./line";

/** A method of the host: what stands last in its arguments and is a function is called with the answer. */
export type Method = (...args: unknown[]) => void;
export type Module = Record<string, Method>;

type Callback = (...args: unknown[]) => void;

/** Calls ask the host, and take its answers. spec: connect-js, 4 */
export class Calls {
  private waiting = new Map<string, Callback>();
  private last = 0;

  constructor(private readonly line: Line) {}

  module(mod: string, methods: string[]): Module {
    const module: Module = {};
    for (const fn of methods) module[fn] = (...args) => this.call(mod, fn, args);
    return module;
  }

  /** answered gives an answer to who waits for it, once. */
  answered({ mid, args }: Said): void {
    const callback = typeof mid === "string" ? this.waiting.get(mid) : undefined;
    if (!callback) return;
    this.waiting.delete(mid as string);
    callback(...(Array.isArray(args) ? args : []));
  }

  private call(mod: string, fn: string, args: unknown[]): void {
    const callback = args[args.length - 1];
    if (typeof callback !== "function") {
      this.line.say({ type: "req", mod, fn, args });
      return;
    }
    const mid = this.number();
    this.waiting.set(mid, callback as Callback);
    this.line.say({ type: "req", mod, fn, args: args.slice(0, -1), mid });
  }

  /** number tells calls apart, also those of another page that was in the same frame before. */
  private number(): string {
    return `${++this.last}-${Math.random().toString(36).slice(2)}`;
  }
}

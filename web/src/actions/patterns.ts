import { patternOf } from "../glance/pattern";
import { array, object } from "../glance/raw";
import { trusted } from "../sw/trusted";
import tester from "./tester?worker&url";

/** Patterns that have not been found by then count as unknown. */
const patienceMs = 300;
const mostPatterns = 100;
const mostDepth = 5;

/** Tried says which regular expressions were found; those that were too slow, or are none, are not in it. */
export type Tried = ReadonlyMap<string, boolean>;

/** patternsIn are the regular expressions in add-ons' conditions, each as patternOf writes it. */
export function patternsIn(conditions: unknown[]): string[] {
  const found = new Set<string>();
  const look = (raw: unknown, depth: number) => {
    if (depth > mostDepth) return;
    const c = object(raw);
    const pattern = c.condition === "message_matches" ? patternOf(object(c.params).regex) : undefined;
    if (pattern !== undefined) found.add(pattern);
    for (const inner of [...array(raw), ...array(c.conditions)]) look(inner, depth + 1);
  };
  look(conditions, 0);
  return [...found].slice(0, mostPatterns);
}

/** tryPatterns looks for regular expressions in a text, beside the page: one may take longer than anybody waits. */
export function tryPatterns(patterns: string[], body: string): Promise<Tried> {
  const tried = new Map<string, boolean>();
  const worker = new Worker(trusted(tester));
  return new Promise((done) => {
    const end = () => {
      worker.terminate();
      clearTimeout(timer);
      done(tried);
    };
    const timer = setTimeout(end, patienceMs);
    let left = patterns.length;
    worker.onmessage = ({ data }: MessageEvent<{ pattern: string; found?: boolean }>) => {
      if (data.found !== undefined) tried.set(data.pattern, data.found);
      if (--left === 0) end();
    };
    worker.onerror = end;
    worker.postMessage({ patterns, body });
  });
}

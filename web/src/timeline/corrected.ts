import { type Correction, correctionOf } from "../api/flow";
import type { Event } from "../api/types";

/**
 * corrected leaves out the corrections among the events, and shows what they correct: the sender's last message before
 * each of them. A correction whose message is not there, or that fits nothing in it, is left out all the same.
 */
export function corrected(events: Event[]): Event[] {
  if (!events.some(correctionOf)) return events;
  const out: Event[] = [];
  for (const event of events) {
    const c = correctionOf(event);
    if (!c) {
      out.push(event);
      continue;
    }
    const i = out.findLastIndex((e) => e.kind === "message" && e.user_id === event.user_id && !e.deleted);
    const was = out[i];
    const body = was && applied(was.body, c);
    if (was && body !== was.body) out[i] = { ...was, body: body ?? "", edited: event.time };
  }
  return out;
}

/** applied replaces the first place that fits, behind the prefix of an action. */
function applied(body: string, { from, to }: Correction): string {
  const start = /^\/(?:me|em)\s/.exec(body)?.[0].length ?? 0;
  const at = body.indexOf(from, start);
  return at < 0 ? body : body.slice(0, at) + to + body.slice(at + from.length);
}

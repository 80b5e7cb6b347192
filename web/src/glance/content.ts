import { object, type Picture, picture, text } from "./raw";

/** What a glance shows. spec: connect, 7.1 */
export interface Content {
  /** HTML, to be passed through labelFragment. */
  label: string;
  status: Status | undefined;
  metadata: Record<string, unknown>;
}

export type Status =
  | { type: "lozenge"; label: string; style: Lozenge }
  | { type: "text"; label: string }
  | { type: "icon"; icon: Picture };

const lozenges = ["default", "success", "error", "current", "new", "moved", "complete"] as const;
type Lozenge = (typeof lozenges)[number];

const mostLabel = 1000;
const mostStatus = 20;

/** contentOf reads what an add-on says that a glance shows, or gives nothing when there is no label in it. */
export function contentOf(raw: unknown): Content | undefined {
  const c = object(raw);
  const label = text(object(c.label).value, mostLabel);
  if (!label) return undefined;
  return { label, status: statusOf(object(c.status)), metadata: object(c.metadata) };
}

function statusOf(s: Record<string, unknown>): Status | undefined {
  if (s.type === "icon") {
    const icon = picture(s.value);
    return icon && { type: "icon", icon };
  }
  if (s.type === "text") {
    const label = text(s.value, mostStatus);
    return label ? { type: "text", label } : undefined;
  }
  const { label: raw, type } = object(s.value);
  const label = s.type === "lozenge" ? text(raw, mostStatus) : undefined;
  if (!label) return undefined;
  return { type: "lozenge", label, style: lozenges.find((l) => l === type) ?? "default" };
}

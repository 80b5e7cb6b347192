import { json, object, text } from "../glance/raw";

/** Button is one of a dialog's foot. */
export interface Button {
  /** What its page is told; undefined for one that has no name of its own. */
  key: string | undefined;
  name: string;
  enabled: boolean;
}

/** Look is how a dialog looks. spec: connect-js, 9.4 */
export interface Look {
  title: string;
  /** CSS lengths, undefined where the dialog's own are good. */
  width: string;
  height: string;
  warning: boolean;
  hint: string;
  /** What stands in the empty box for a filter; undefined without one. */
  filter: string | undefined;
  primary: Button | undefined;
  secondary: Button[];
}

const sizes: Record<string, { width: string; height: string }> = {
  small: { width: "400px", height: "200px" },
  medium: { width: "600px", height: "300px" },
  large: { width: "800px", height: "500px" },
  xlarge: { width: "980px", height: "500px" },
};
const usual = { width: "600px", height: "300px" };
const mostButtons = 10;
const mostWords = 200;

/** lookOf reads a dialog, as it was declared or as its page has changed it. Labels are texts, or declared ones. */
export function lookOf(raw: unknown): Look {
  const { title, options } = object(raw);
  const o = object(options);
  const filter =
    o.filter === undefined || o.filter === null ? undefined : words(object(o.filter).placeholder);
  return {
    title: words(title),
    ...sizeOf(o.size),
    warning: o.style === "warning",
    hint: words(o.hint),
    filter,
    primary: buttonOf(o.primaryAction, "primary-action-selected"),
    secondary: Array.isArray(o.secondaryActions) ? buttonsOf(o.secondaryActions) : [close],
  };
}

const close: Button = { key: undefined, name: "Close", enabled: true };

/** changed is a dialog with what its page changes of it; of the primary button and the filter, member by member. */
export function changed(raw: unknown, change: unknown): Record<string, unknown> {
  const before = object(object(raw).options);
  const c = object(change);
  const options = { ...before, ...object(c.options) };
  for (const name of ["primaryAction", "filter"])
    if (isObject(before[name]) && isObject(options[name]))
      options[name] = { ...object(before[name]), ...object(options[name]) };
  return { title: c.title ?? object(raw).title, options };
}

/** opened is a declared dialog with what it is opened with: a title and options, or options alone. */
export function opened(module: unknown, over: unknown): Record<string, unknown> {
  const o = object(over);
  const change = "title" in o || "options" in o ? o : { options: o };
  return changed(module, change);
}

function sizeOf(raw: unknown): { width: string; height: string } {
  if (typeof raw === "string") return (Object.hasOwn(sizes, raw) && sizes[raw]) || usual;
  const { width, height } = object(raw);
  return {
    width: lengthOf(width, "100vw") ?? usual.width,
    height: lengthOf(height, "var(--dialog-room)") ?? usual.height,
  };
}

/** lengthOf reads pixels, or hundredths of all there is. */
function lengthOf(raw: unknown, all: string): string | undefined {
  const m = /^\s*(\d{1,5}(?:\.\d{1,3})?)(px|%)\s*$/.exec(typeof raw === "string" ? raw : "");
  if (!m) return undefined;
  const number = Number(m[1]);
  return m[2] === "px" ? `${number}px` : `calc(${Math.min(number, 100) / 100} * ${all})`;
}

function buttonsOf(raw: unknown[]): Button[] {
  return raw.slice(0, mostButtons).flatMap((b) => buttonOf(b, undefined) ?? []);
}

function buttonOf(raw: unknown, usualKey: string | undefined): Button | undefined {
  const { key, name, enabled } = object(raw);
  const label = words(name);
  if (!label) return undefined;
  return { key: text(key, mostWords) ?? usualKey, name: label, enabled: enabled !== false };
}

/** words are a label, which is a text at run time and an object in a descriptor. */
function words(raw: unknown): string {
  return text(typeof raw === "string" ? raw : object(raw).value, mostWords) ?? "";
}

function isObject(raw: unknown): boolean {
  return typeof raw === "object" && raw !== null;
}

/** plainOptions are the options as a frame's name tells them: labels are texts there. */
export function plainOptions(raw: unknown): Record<string, unknown> {
  const options = object(object(raw).options);
  const plain = json(options, (_, v) => (isLabel(v) ? v.value : v)) ?? "{}";
  return JSON.parse(plain) as Record<string, unknown>;
}

function isLabel(raw: unknown): raw is { value: string } {
  const names = Object.keys(object(raw));
  return typeof object(raw).value === "string" && names.every((n) => n === "value" || n === "i18n");
}

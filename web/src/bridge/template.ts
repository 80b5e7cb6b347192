import { cut, json, object } from "../glance/raw";

const variable = /\{([A-Za-z0-9_.-]{1,200})\}/g;
const mostVariables = 50;
/** As much as the server takes. */
const mostValue = 2000;

/**
 * variablesOf gives the values of the variables that an address, which is a template, has: found along their dotted
 * names, objects as JSON, what is not there empty. spec: connect-js, 7
 */
export function variablesOf(address: unknown, values: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof address !== "string") return found;
  const names = [...address.matchAll(variable)].map(([, name]) => name ?? "");
  for (const name of [...new Set(names)].slice(0, mostVariables)) found[name] = valueAt(values, name);
  return found;
}

function valueAt(values: unknown, path: string): string {
  let value = values;
  for (const name of path.split(".")) {
    const o = object(value);
    value = Object.hasOwn(o, name) ? o[name] : undefined;
  }
  const text = typeof value === "object" && value !== null ? (json(value) ?? "") : String(value ?? "");
  return cut(text, mostValue);
}

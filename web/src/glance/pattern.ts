import { object } from "./raw";

const mostLength = 1000;

/** patternOf writes a regular expression of a condition as one text, or gives nothing for what is none. */
export function patternOf(regex: unknown): string | undefined {
  const { pattern, flags } = object(regex);
  if (typeof pattern !== "string" || pattern.length > mostLength) return undefined;
  const kept =
    typeof flags === "string" ? [...new Set(flags)].filter((f) => "imsu".includes(f)).join("") : "";
  return `${kept}/${pattern}`;
}

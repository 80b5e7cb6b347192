const browsers: [RegExp, string][] = [
  [/\bEdgi?A?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrom(e|ium)\/|\bHeadlessChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** agentName says in words what a browser calls itself. */
export function agentName(agent: string): string {
  const find = (all: [RegExp, string][]) => all.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = find(browsers);
  if (!browser) return agent.split(/[\s/]/)[0] || "Unknown browser";
  const system = find(systems);
  return system ? `${browser} on ${system}` : browser;
}

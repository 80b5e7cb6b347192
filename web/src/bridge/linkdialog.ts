import type { Event } from "../api/types";
import { object, text } from "../glance/raw";

/** LinkDialog is a dialog in which a link of the vendor's first add-ons opens. spec: connect-js, 9.8 */
export interface LinkDialog {
  url: string;
  origin: string;
  title: string;
  /** CSS lengths. */
  width: string;
  height: string;
  /** With a bar and a button to close it; without, there is only a small one over the page. */
  chrome: boolean;
  /** The reader may change its size. */
  resize: boolean;
}

/** A view of that key comes before it, if the add-on has one. */
export const linkTarget = "dialog";
const most = { title: 200, options: 4000 };

/**
 * linkDialogOf reads a link that opens in a dialog. Only what an add-on has sent does, and only at an origin that its own
 * pages are declared at: the page's policy frames nothing else. undefined is for an ordinary link.
 */
export function linkDialogOf(
  event: Event,
  href: string,
  said: Record<string, unknown>,
  framed: Record<string, string[]>,
  base: string = location.origin,
): LinkDialog | undefined {
  const { addon_key: addon, sender } = event;
  if (addon === undefined || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  const declared = Object.hasOwn(framed, addon) ? (framed[addon] ?? []) : [];
  if (!/^https?:$/.test(url.protocol) || url.origin === base || !declared.includes(url.origin))
    return undefined;
  const options = { ...said, ...object(said.options) };
  return {
    url: addressOf(url, addon, options, base),
    origin: url.origin,
    title: text(options.header, most.title) || sender,
    width: lengthOf(options.width, "100vw") ?? "600px",
    height: lengthOf(options.height, "var(--dialog-room)") ?? "400px",
    chrome: !isFalse(options.chrome),
    resize: options.resize === true || options.resize === "true",
  };
}

/** addressOf adds what the vendor's client told such pages. spec: connect-js, 3.1 */
function addressOf(url: URL, addon: string, options: Record<string, unknown>, base: string): string {
  const told = {
    xdm_e: base,
    xdm_c: `channel-${addon}__${linkTarget}`,
    cp: "",
    lic: "none",
    embedded: "true",
  };
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value);
  const { header, width, height, chrome, resize } = options;
  const fragment = JSON.stringify({
    ...{ header, width, height, chrome, resize },
    hostlib: `${base}/atlassian-connect/all.js`,
  });
  if (url.hash === "" && fragment.length <= most.options) url.hash = encodeURIComponent(fragment);
  return url.href;
}

/** lengthOf reads pixels, with or without their unit, or hundredths of all there is. */
function lengthOf(raw: unknown, all: string): string | undefined {
  const m = /^\s*(\d{1,5}(?:\.\d{1,3})?)(px|%)?\s*$/.exec(String(raw ?? ""));
  if (!m) return undefined;
  return m[2] === "%" ? `calc(${Math.min(Number(m[1]), 100) / 100} * ${all})` : `${Number(m[1])}px`;
}

function isFalse(raw: unknown): boolean {
  return raw === false || raw === "false";
}

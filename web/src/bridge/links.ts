import type { Part } from "../api/addontypes";
import type { Event } from "../api/types";
import type { Here } from "../glance/glances";
import { object } from "../glance/raw";
import { withOwnView } from "../text/chatlink";
import { linkDialogOf, linkTarget } from "./linkdialog";
import { messageParameters } from "./message";
import type { Views } from "./views";

/** Led is where a link of a notification leads: to a view of the add-on that has sent it. */
interface Led {
  installation: number;
  target: unknown;
  event: { name: string; payload: unknown };
  values: unknown;
}

/**
 * ledBy reads where a link with data-target leads. Only what an add-on has sent leads anywhere, and only to its own; null
 * is for a link that leads nowhere. Without a view of that key, "dialog" is what the vendor's first add-ons wrote at
 * every link: such a link is read by linkDialogOf. spec: connect-js, 9.8
 */
export function ledBy(event: Event, data: DOMStringMap, parts: Part[]): Led | null | undefined {
  const { target, targetOptions } = data;
  if (target === undefined) return undefined;
  const key =
    event.addon_key && target.startsWith(`${event.addon_key}:`)
      ? target.slice(event.addon_key.length + 1)
      : target;
  const part = event.addon_key
    ? parts.find((p) => p.addon_key === event.addon_key && p.key === key)
    : undefined;
  if (!part) return target === linkTarget ? undefined : null;
  const { options, parameters, urlTemplateValues } = object(parsed(targetOptions));
  const message = messageParameters(event);
  return {
    installation: part.installation,
    target: options === undefined ? key : { key, options },
    event: { name: "receive-parameters", payload: parameters ?? message },
    values: urlTemplateValues ?? { message },
  };
}

/** follow opens what a link of a notification leads to, and tells whether the browser has nothing more to do with it. */
export function follow(event: Event, link: HTMLAnchorElement, here: Here | undefined, views: Views): boolean {
  const led = ledBy(event, link.dataset, here?.parts ?? []);
  if (led === null)
    console.warn(`A link leads to ${link.dataset.target}, which is no view of who has sent it.`);
  else if (led)
    views.open(led.installation, led.target, { asked: true, event: led.event, values: led.values });
  return led !== undefined || followInto(event, link, here, views);
}

/** followInto opens an ordinary link in a dialog, if it is one for that. */
function followInto(event: Event, link: HTMLAnchorElement, here: Here | undefined, views: Views): boolean {
  if (link.dataset.target !== linkTarget || !here) return false;
  const options = object(parsed(link.dataset.targetOptions));
  const dialog = linkDialogOf(event, link.href, options, here.framed);
  if (dialog) views.openLinked(dialog);
  return dialog !== undefined;
}

/** complete has a link to a room of this chat open a view of the add-on that has sent it, and of no other. */
export function complete(event: Event, link: HTMLAnchorElement): void {
  const path = link.getAttribute("href") ?? "";
  link.setAttribute("href", withOwnView(path, event.addon_key));
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

import type { Event } from "../api/types";
import { object } from "../glance/raw";
import type { GlancesFrame } from "../live/frames";
import type { Bridge } from "./bridge";
import { messageParameters } from "./message";

/** tellGlances tells an add-on's open pages what its glances show now. spec: connect-js, 6, glance-update */
export function tellGlances(bridge: Bridge, frame: GlancesFrame): void {
  for (const { installation, addon_key, key, content } of frame.glances) {
    const update = { addon_key, module_key: key, metadata: object(object(content).metadata) };
    bridge.tell(
      (page) => page.installation === installation && seen(page.room, frame.room),
      "glance-update",
      update,
    );
  }
}

/** tellMessage tells an add-on's open pages of its own messages there. spec: connect-js, 6, message-received */
export function tellMessage(bridge: Bridge, event: Event, room: number | undefined): void {
  const { addon_key } = event;
  if (!addon_key || room === undefined || event.kind === "change") return;
  // A key is anybody's: in another room, an add-on that has it may be another one.
  bridge.tell(
    (page) => page.addonKey === addon_key && page.room === room,
    "message-received",
    messageParameters(event),
  );
}

/** seen tells whether a page shows a room that something is said of; of no room in particular is of all. */
function seen(page: number | undefined, room: number | undefined): boolean {
  return room === undefined || page === room;
}

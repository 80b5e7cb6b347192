import { openPage } from "../bridge/page";
import { Views } from "../bridge/views";
import { ask } from "../glance/ask";
import { factsOf, met } from "../glance/conditions";
import { Glances } from "../glance/glances";
import type { Workspace } from "./workspace";

/** glancesOf is what add-ons show beside the room that is open in a workspace. */
export function glancesOf(w: Workspace): Glances {
  return new Glances({
    parts: (room) => w.api.parts(room),
    sign: (installation, key, room) => w.api.signGlance(installation, key, room),
    ask,
    wanted: (g, id) => {
      const room = w.conversations.byRoom(id)?.room;
      return room ? met(g.conditions, factsOf(room, w.me)) !== false : false;
    },
  });
}

/** viewsOf is what add-ons have open in a workspace. */
export function viewsOf(w: Workspace): Views {
  return new Views({
    place: () => {
      const here = w.glances.here.value;
      const room = here && w.conversations.byRoom(here.room)?.room;
      return room ? { ...here, facts: factsOf(room, w.me) } : undefined;
    },
    remembered: () => w.settings.preferences.peek().panel,
    remember: (panel) => void w.settings.change({ panel }).catch(() => {}),
    makeWay: () => {
      w.side.value = null;
    },
    page: (page) => void openPage(w.api, page),
  });
}

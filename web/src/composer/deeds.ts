import type { Conversation } from "../api/types";
import { navigate } from "../router";
import type { Workspace } from "../state/workspace";
import type { Timeline } from "../timeline/timeline";
import type { Deeds } from "./commands";

/** deedsIn is what commands can do in a conversation of a signed-in page. */
export function deedsIn(workspace: Workspace, c: Conversation, timeline: Timeline): Deeds {
  const { api } = workspace;
  const update = async (patch: { topic: string } | { name: string }) => {
    if (c.room) await api.updateRoom(c.room.id, patch);
    void workspace.lists.reload();
  };
  return {
    room: c.room?.id,
    setTopic: (topic) => update({ topic }),
    rename: (name) => update({ name }),
    clear: () => timeline.clear(),
    join: async (name) => {
      const wanted = name.replace(/^#/, "").toLowerCase();
      const room = (await api.rooms()).find((r) => r.name.toLowerCase() === wanted);
      if (room) navigate(`/chat/room/${room.id}`);
      return room !== undefined;
    },
    part: () => workspace.lists.close(c),
    setPresence: (show, status) => workspace.setPresence(show, status),
    openShortcuts: () => {
      workspace.asked.value = "help";
    },
    openSettings: () => navigate("/account"),
  };
}

import { everywhere } from "../addons/everywhere";
import type { Installation } from "../api/addontypes";
import type { Room } from "../api/types";
import { webhooks, webhooksOf } from "../deliveries/deliveryapi";
import type { Hook } from "../deliveries/types";
import { useWorkspace } from "../state/workspace";
import { type Loaded, useLoad } from "../ui/useLoad";

/** Names is what the ids in a log stand for. What has been removed since is not in it. */
export interface Names {
  hooks: Map<number, Hook>;
  addons: Map<number, Installation>;
  rooms: Map<number, Room>;
}

const byId = <T extends { id: number }>(all: T[]) => new Map(all.map((x) => [x.id, x]));

/** useNames loads them. */
export function useNames(): Loaded<Names> {
  const { api } = useWorkspace();
  return useLoad("names", async () => {
    const [hooks, addons, rooms] = await Promise.all([webhooks(api), everywhere(api), api.rooms()]);
    return { hooks: byId(hooks), addons: byId(addons), rooms: byId(rooms) };
  });
}

/** useRoomNames loads those of a room's own integrations. Add-ons are told to who manages them. */
export function useRoomNames(room: number, manages: boolean): Loaded<Names> {
  const { api } = useWorkspace();
  return useLoad(`names ${room} ${manages}`, async () => {
    const [hooks, addons, itself] = await Promise.all([
      webhooksOf(api, room),
      manages ? api.installations(room) : [],
      api.room(room),
    ]);
    return { hooks: byId(hooks), addons: byId(addons), rooms: byId([itself]) };
  });
}

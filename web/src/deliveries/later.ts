import { later } from "../ui/later";

/** RoomDeliveries is loaded when somebody goes there. */
export const RoomDeliveries = later(
  "the deliveries",
  async () => (await import("./RoomDeliveries")).RoomDeliveries,
);

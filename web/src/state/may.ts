import type { Allowed } from "../api/types";

/** Nothing is what is known to be allowed before the server has said so, and all that guests may. */
export const mayNothing: Allowed = {
  create_rooms: false,
  invite_people: false,
  add_emoticons: false,
  manage_integrations: false,
};

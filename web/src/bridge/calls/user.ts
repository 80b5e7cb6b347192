import type { Presence, User } from "../../api/types";
import { object } from "../../glance/raw";
import type { Method } from "../method";
import { personOf } from "./people";

/** What the methods of people need of the page. */
export interface UserDesk {
  me(): { user: User; presence: Presence };
  /** Leads the reader to a person, and puts a message into the box there. */
  open(target: Record<string, unknown>): void;
}

/** userMethods are what add-ons' pages may ask and do about people. spec: connect-js, 5.3 */
export function userMethods(desk: UserDesk): Record<string, Method> {
  return {
    getCurrentUser: {
      args: ["callback"],
      scope: "view_room",
      run: (_, __, answer) => {
        const { user, presence } = desk.me();
        answer(null, { ...personOf(user, presence), is_guest: user.guest, title: user.title });
      },
    },
    open: {
      args: ["target"],
      run: (_, [target]) => {
        const { userId, userMentionName, message } = object(target);
        desk.open({ userId, userMentionName, message });
      },
    },
  };
}

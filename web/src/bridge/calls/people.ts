import type { Presence, User } from "../../api/types";

/** Where somebody without a picture has one all the same. */
const silhouette = "/img/silhouette_125.png";

/** What add-ons' pages learn of a person. spec: connect-js, 5.2 */
export interface Person {
  id: number;
  name: string;
  mention_name: string;
  email: string;
  photo_url: string;
  is_admin: boolean;
  presence: { show: string };
}

export function personOf(user: User, presence: Presence): Person {
  return {
    id: user.id,
    name: user.name,
    mention_name: user.mention_name,
    email: user.email,
    photo_url: new URL(user.photo ?? silhouette, location.origin).href,
    is_admin: user.admin,
    presence: { show: showOf(presence) },
  };
}

function showOf({ online, show, mobile }: Presence): string {
  if (!online) return "unavailable";
  return mobile && show === "chat" ? "mobile" : show;
}

const order = ["chat", "mobile", "away", "xa", "dnd", "unavailable"];

/** byPresence puts those who are there first, and each kind in order of their names. */
export function byPresence(a: Person, b: Person): number {
  const shows = order.indexOf(a.presence.show) - order.indexOf(b.presence.show);
  return shows || a.name.localeCompare(b.name);
}

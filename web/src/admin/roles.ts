import type { User } from "../api/types";
import type { Role } from "./adminapi";

/** roles are all that a person can be, with their names. spec: product, 2.1 */
export const roles: [Role, string][] = [
  ["owner", "Owner"],
  ["administrator", "Administrator"],
  ["delegated administrator", "Delegated administrator"],
  ["user", "User"],
];

/** What each may do, for who has to choose. */
export const roleHints: Record<Role, string> = {
  owner: "Everything. A group has one owner.",
  administrator: "People, rooms, integrations and settings of the group.",
  "delegated administrator": "Looks after people who are no administrators.",
  user: "No administration.",
};

/** givable are the roles that somebody may give: none above their own, and never the owner's. */
export function givable(me: User): [Role, string][] {
  return roles.filter(([role]) => role !== "owner" && (me.admin || role !== "administrator"));
}

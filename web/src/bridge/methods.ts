import type { Workspace } from "../state/workspace";
import type { Methods } from "./method";
import { sidebarMethods } from "./sidebar";

/** methodsOf is all that add-ons' pages may call. Nothing is here that does not work. spec: connect-js, 5 */
export function methodsOf(w: Workspace): Methods {
  return {
    sidebar: sidebarMethods(w.views),
  };
}

import type { Workspace } from "../state/workspace";
import { callsOf } from "./calls/calls";
import { dialogMethods } from "./dialogs";
import type { Methods } from "./method";
import { sidebarMethods } from "./sidebar";

/** methodsOf is all that add-ons' pages may call. Nothing is here that does not work. spec: connect-js, 5 */
export function methodsOf(w: Workspace): Methods {
  return {
    ...callsOf(w),
    sidebar: sidebarMethods(w.views),
    dialog: dialogMethods(w.views),
  };
}

import { useEffect } from "preact/hooks";
import { navigate, route } from "../router";
import { pathOf } from "../state/conversations";
import { useWorkspace, type Workspace } from "../state/workspace";
import { type Action, actionOf } from "./shortcuts";

/** What opens over the page. */
export type Sheet = "switcher" | "help" | "create";

/** useShortcuts does what shortcuts.ts lists. open shows the switcher or the help sheet. */
export function useShortcuts(open: (sheet: Sheet) => void): void {
  const workspace = useWorkspace();
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing) return;
      const action = actionOf(e);
      if (!action || (action !== "switcher" && document.querySelector("dialog[open]"))) return;
      // Esc also closes what is open; it never does something else instead.
      if (action !== "read") e.preventDefault();
      act(workspace, action, open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [workspace]);
}

function act(workspace: Workspace, action: Action, open: (sheet: Sheet) => void): void {
  switch (action) {
    case "switcher":
    case "help":
      open(action);
      break;
    case "search":
      navigate("/chat/search");
      break;
    case "saved":
      navigate("/chat/saved");
      break;
    case "previous":
    case "next":
      step(workspace, action === "next" ? 1 : -1, false);
      break;
    case "previousUnread":
    case "nextUnread":
      step(workspace, action === "nextUnread" ? 1 : -1, true);
      break;
    case "close": {
      const c = current(workspace);
      if (c) void workspace.lists.close(c).catch(() => {});
      break;
    }
    case "read":
      readCurrent(workspace);
      break;
    case "readRooms":
    case "readAll":
      // A mark that the server did not get is repaired by the next one.
      void workspace.marks.all(action === "readRooms").catch(() => {});
  }
}

/** current is the conversation on the screen. */
function current({ conversations }: Workspace) {
  const at = route.value;
  if (at.page === "room") return conversations.byRoom(at.id);
  return at.page === "user" ? conversations.byUser(at.id) : undefined;
}

function readCurrent(workspace: Workspace): void {
  const c = current(workspace);
  if (!c) return;
  workspace.marks.release(c.id);
  workspace.marks.read(c.id);
  workspace.timeline(c.id).unreadAfter.value = null;
}

function step(workspace: Workspace, by: number, unreadOnly: boolean): void {
  const all = workspace.stars.all.value;
  const c = current(workspace);
  const here = c ? all.findIndex((x) => x.id === c.id) : -1;
  const start = here < 0 && by < 0 ? 0 : here;
  for (let n = 1; n <= all.length; n++) {
    const next = all[(((start + by * n) % all.length) + all.length) % all.length];
    if (next && (!unreadOnly || next.unread > 0)) {
      navigate(pathOf(next));
      return;
    }
  }
}

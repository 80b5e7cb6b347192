import { useEffect } from "preact/hooks";
import { navigate, route } from "../router";
import { pathOf } from "../state/conversations";
import { useWorkspace, type Workspace } from "../state/workspace";

/** useShortcuts: Ctrl/Cmd+K or J opens the switcher, Alt+Up/Down goes through chats, with Shift through unread ones. */
export function useShortcuts(openSwitcher: () => void): void {
  const workspace = useWorkspace();
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const command = (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey;
      if (command && (e.key === "k" || e.key === "j")) {
        e.preventDefault();
        openSwitcher();
      } else if (e.altKey && !e.ctrlKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) {
        e.preventDefault();
        step(workspace, e.key === "ArrowDown" ? 1 : -1, e.shiftKey);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [workspace]);
}

function step({ conversations }: Workspace, by: number, unreadOnly: boolean): void {
  const all = [...conversations.rooms.value, ...conversations.directs.value];
  const at = route.value;
  const current = all.findIndex(
    (c) => (at.page === "room" && c.room?.id === at.id) || (at.page === "user" && c.user?.id === at.id),
  );
  for (let n = 1; n <= all.length; n++) {
    const c = all[(Math.max(current, 0) + by * n + all.length * n) % all.length];
    if (c && (!unreadOnly || c.unread > 0)) {
      navigate(pathOf(c));
      return;
    }
  }
}

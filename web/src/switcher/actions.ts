import { navigate } from "../router";
import type { Preferences } from "../state/preferences";
import type { Workspace } from "../state/workspace";
import type { IconName } from "../ui/Icon";
import type { Target } from "./targets";

/** actions are the things that can be done from the switcher. */
export function actions(workspace: Workspace, help: () => void): Target[] {
  const quietly = (work: Promise<void>) => void work.catch(() => {});
  const show = (to: Preferences["show"]) => () => quietly(workspace.settings.change({ show: to }));
  return [
    action("Lobby: all rooms and people", "lobby", () => navigate("/chat/lobby")),
    action("Search messages", "search", () => navigate("/chat/search")),
    action("Saved for later", "bookmark", () => navigate("/chat/saved")),
    action("Scheduled messages", "clock", () => navigate("/chat/scheduled")),
    action("Mark everything as read", "check", () => quietly(workspace.marks.all(false))),
    action("Mark all rooms as read", "check", () => quietly(workspace.marks.all(true))),
    action("Keyboard shortcuts", "more", help),
    action("Settings", "sliders", () => navigate("/account")),
    action("Set yourself available", "people", show("chat")),
    action("Set yourself away", "people", show("xa")),
    action("Do not disturb", "people", show("dnd")),
  ];
}

/** search is the last resort: what was typed, looked for in what people said. */
export function search(typed: string): Target {
  return action(`Search messages for “${typed}”`, "search", () =>
    navigate(`/chat/search?${new URLSearchParams({ q: typed })}`),
  );
}

function action(name: string, icon: IconName, run: () => void): Target {
  return { key: name, name, icon, unread: 0, mentions: 0, go: { run } };
}

import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { route } from "../router";
import icon from "../styles/favicon.svg";
import unreadIcon from "../styles/favicon-unread.svg";
import { nameOf } from "./conversations";
import type { Workspace } from "./workspace";

/** useTitle keeps the tab's title and icon saying where one is and what is unread. */
export function useTitle(workspace: Workspace | undefined): void {
  useEffect(() => {
    if (!workspace) {
      document.title = "Stoa";
      setIcon(icon);
      return;
    }
    return effect(() => {
      const { all, mentions } = workspace.conversations;
      // What is said in a quiet room calls for nobody whom it does not name.
      const unread = all.value.some(
        (c) => c.mentions > 0 || (c.unread > 0 && (c.user || workspace.settings.level(c.id) !== "quiet")),
      );
      const count = mentions.value > 0 ? `(${mentions.value}) ` : unread ? "• " : "";
      document.title = `${count}${place(workspace)} · ${workspace.boot.group.name}`;
      setIcon(unread ? unreadIcon : icon);
    });
  }, [workspace]);
}

function place(workspace: Workspace): string {
  const at = route.value;
  if (at.page === "lobby") return "Lobby";
  if (at.page === "account") return "Settings";
  if (at.page === "admin") return "Administration";
  if (at.page === "emoticons") return "Emoticons";
  if (at.page === "search") return "Search";
  if (at.page === "saved") return "Saved for later";
  if (at.page === "scheduled") return "Scheduled";
  if (at.page === "integrate") return "Integrate";
  if (at.page === "template") return "Template";
  if (at.page === "tokens") return "API tokens";
  if (at.page === "xmpp") return "Chat clients";
  if (at.page === "dev") return "Inspector";
  if (at.page === "addons" || at.page === "addon" || at.page === "install") return "Add-ons";
  const c = workspace.conversations.all.value.find(
    (x) => (at.page === "room" && x.room?.id === at.id) || (at.page === "user" && x.user?.id === at.id),
  );
  return c ? nameOf(c) : "Stoa";
}

function setIcon(href: string): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && link.getAttribute("href") !== href) link.setAttribute("href", href);
}

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
      const { unread, mentions } = workspace.conversations;
      const count = mentions.value > 0 ? `(${mentions.value}) ` : unread.value > 0 ? "• " : "";
      document.title = `${count}${place(workspace)} · ${workspace.boot.group.name}`;
      setIcon(unread.value > 0 ? unreadIcon : icon);
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
  if (at.page === "integrate") return "Integrate";
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

import { useEffect } from "preact/hooks";
import { AddonPage } from "./addons/AddonPage";
import { AddonsPage } from "./addons/AddonsPage";
import { InstallPage } from "./addons/InstallPage";
import { AdminPage } from "./admin/later";
import { WishLayer } from "./bridge/WishLayer";
import { ConnectionBar } from "./ConnectionBar";
import { RoomDeliveries } from "./deliveries/later";
import { DevPage } from "./dev/later";
import { DialogLayer } from "./dialog/DialogLayer";
import { EmoticonPage } from "./emoticons/later";
import { GuestLink } from "./guest/GuestLink";
import { IntegratePage } from "./integrate/IntegratePage";
import { Lobby } from "./lobby/Lobby";
import { PersonLayer } from "./people/PersonCard";
import { RoomPage, UserPage } from "./room/Conversation";
import { NamedPage } from "./room/NamedPage";
import { navigate, type Route, route } from "./router";
import { SavedPage } from "./saved/later";
import { ScheduledPage } from "./scheduled/later";
import { SearchPage } from "./search/later";
import { SettingsPage } from "./settings/later";
import { Sidebar } from "./sidebar/Sidebar";
import { useWorkspace } from "./state/workspace";
import { TemplatePage } from "./template/later";
import { PersonalTokensPage } from "./tokens/later";
import { Empty } from "./ui/states";
import { ViewerLayer } from "./viewer/ViewerLayer";
import { XMPPPage } from "./xmpp/later";

/** Shell is the signed-in page: the left column, and what is open beside it. On a phone it is one or the other. */
export function Shell() {
  const { feed } = useWorkspace();
  const at = route.value;
  useEffect(() => {
    const check = () => document.visibilityState === "visible" && feed.check();
    const names = ["online", "offline", "focus"] as const;
    for (const n of names) addEventListener(n, check);
    document.addEventListener("visibilitychange", check);
    return () => {
      for (const n of names) removeEventListener(n, check);
      document.removeEventListener("visibilitychange", check);
    };
  }, [feed]);
  useEffect(goOn, []);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the conversation
      </a>
      <div class="shell" data-view={at.page === "chat" ? "list" : "main"}>
        <ConnectionBar />
        <Sidebar />
        <Main at={at} />
      </div>
      <ViewerLayer />
      <PersonLayer />
      <WishLayer />
      <DialogLayer />
    </>
  );
}

function Main({ at }: { at: Route }) {
  switch (at.page) {
    case "room":
      return <RoomPage id={at.id} />;
    case "user":
      return <UserPage id={at.id} />;
    case "named":
      return <NamedPage what={at.what} name={at.name} module={at.module} />;
    case "chat":
    case "lobby":
      return <Lobby />;
    case "guest":
      return <GuestLink token={at.token} />;
    case "search":
      return <SearchPage query={at.query} />;
    case "saved":
      return <SavedPage />;
    case "scheduled":
      return <ScheduledPage />;
    case "emoticons":
      return <EmoticonPage />;
    case "account":
      return <SettingsPage />;
    case "admin":
      return <AdminPage section={at.section} rest={at.rest} query={at.query} />;
    case "dev":
      return <DevPage />;
    case "tokens":
      return <PersonalTokensPage />;
    case "xmpp":
      return <XMPPPage />;
    case "integrate":
      return <IntegratePage key={at.room} roomId={at.room} />;
    case "template":
      return <TemplatePage key={at.token} roomId={at.room} tokenId={at.token} from={at.from} />;
    case "deliveries":
      return <RoomDeliveries key={at.room} roomId={at.room} delivery={at.delivery} query={at.query} />;
    case "addons":
      return <AddonsPage key={at.room} roomId={at.room} />;
    case "addon":
      return <AddonPage key={`${at.key} ${at.room}`} addonKey={at.key} roomId={at.room} update={at.update} />;
    case "install":
      return (
        <InstallPage
          key={`${at.url} ${at.key} ${at.room}`}
          url={at.url}
          addonKey={at.key}
          room={at.room}
          relayState={at.relayState}
        />
      );
  }
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Empty title="There is nothing at this address.">
        <a class="button" href="/chat/lobby">
          Go to the lobby
        </a>
      </Empty>
    </main>
  );
}

/** goOn leads from the bare address to where the reader was last, where there is room beside the list. */
function goOn(): void {
  if (route.peek().page !== "chat" || !matchMedia("(min-width: 45em)").matches) return;
  try {
    const last = localStorage.getItem("last");
    if (last && /^\/chat\/(room|user)\/\d+$/.test(last)) navigate(last, true);
  } catch {
    // Without storage there is nowhere to go on.
  }
}

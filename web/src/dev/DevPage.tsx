import { useWorkspace } from "../state/workspace";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { Addresses } from "./Addresses";
import { overview } from "./devapi";
import { Events } from "./Events";
import { Installed } from "./Installed";
import { OutagePanel } from "./OutagePanel";
import { Traffic } from "./Traffic";

/** DevPage is the inspector of a server to develop against: what goes in and out, and what can be made to happen. */
export function DevPage() {
  const { api } = useWorkspace();
  const loaded = useLoad("dev", () => overview(api));
  const o = loaded.value;
  return (
    <main class="main" id="main" tabIndex={-1}>
      <div class="page">
        <header class="page-head">
          <h1>Inspector</h1>
          {o && o.level !== "latest" && <span class="lozenge">like HipChat Server {o.level}</span>}
          {o && (
            <a class="button dev-room" href={`/chat/room/${o.room_id}`} dir="auto">
              {o.room}
            </a>
          )}
        </header>
        <div class="dev">
          <section class="dev-traffic" aria-labelledby="traffic-title">
            <h2 id="traffic-title">What goes in and out</h2>
            <Traffic />
          </section>
          <div class="dev-tools">
            {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
            {!o && !loaded.error && <Loading what="the server" />}
            {o && (
              <>
                <Addresses of={o} />
                <Events events={o.events} />
                <OutagePanel outages={o.outages} apiURL={o.api_url} onChanged={loaded.reload} />
                {o.addons.length > 0 && <Installed addons={o.addons} />}
              </>
            )}
          </div>
        </div>
      </div>
    </main>
  );
}

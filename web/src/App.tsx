import { useEffect, useState } from "preact/hooks";
import { CodeStep } from "./account/CodeStep";
import { Entrance } from "./account/Entrance";
import { Invited } from "./account/Invited";
import { EnrolStep, Join } from "./account/later";
import { SetUp } from "./account/SetUp";
import { onwardFrom, SignIn } from "./account/SignIn";
import { Api } from "./api/api";
import { messageOf } from "./api/errors";
import type { Step } from "./api/secondstep";
import type { Boot } from "./api/types";
import { GuestEntrance } from "./guest/GuestEntrance";
import { GuestShell } from "./guest/GuestShell";
import { GuestApi } from "./guest/guestapi";
import { openSocket } from "./live/socket";
import { navigate, route } from "./router";
import { Shell } from "./Shell";
import { useTitle } from "./state/useTitle";
import { Workspace, WorkspaceContext } from "./state/workspace";
import { Failure, Loading } from "./ui/states";

/** anew loads the page for who has just come in: theirs may call more than this one. */
async function anew(): Promise<void> {
  location.reload();
  await new Promise(() => {});
}

/** App is the whole page: set-up, sign-in, or the workspace. */
export function App() {
  const [api] = useState(() => new Api());
  const [boot, setBoot] = useState<Boot>();
  const [workspace, setWorkspace] = useState<Workspace>();
  const [error, setError] = useState<string>();
  useTitle(workspace);

  const start = async () => {
    setError(undefined);
    try {
      const b = await api.boot();
      setBoot(b);
      if (b.user) await enter(b);
    } catch (err) {
      setError(messageOf(err));
    }
  };
  const enter = async (b: Boot) => {
    if (!b.user) return;
    const own = b.user.guest ? new GuestApi(b.user) : api;
    const w = new Workspace(own, b, b.user, openSocket, () => leave(w, b));
    own.onSignedOut = () => leave(w, b);
    await w.start();
    setWorkspace(w);
  };
  const leave = (w: Workspace, b: Boot) => {
    w.stop();
    w.api.onSignedOut = () => {};
    setWorkspace(undefined);
    setBoot({ ...b, user: null });
  };
  useEffect(() => {
    void start();
  }, []);

  const at = route.value;
  if (at.page === "invite") return <Invited api={api} token={at.token} />;
  if (at.page === "join" && boot && !boot.needs_setup) return <Join api={api} token={at.token} boot={boot} />;
  if (workspace) {
    return (
      <WorkspaceContext.Provider value={workspace}>
        {workspace.me.guest ? <GuestShell /> : <Shell />}
      </WorkspaceContext.Provider>
    );
  }
  if (error) {
    return (
      <Entrance title="Stoa" note="This page could not be started.">
        <Failure message={error} onRetry={() => void start()} />
      </Entrance>
    );
  }
  if (!boot || boot.user) return <Loading what="Stoa" />;
  if (boot.needs_setup && at.page === "setup") return <SetUp api={api} token={at.token} onDone={start} />;
  if (boot.needs_setup) {
    return (
      <Entrance
        title="Stoa"
        note="Nobody has set up this server yet. Open the set-up link that it printed when it started."
      />
    );
  }
  if (at.page === "guest") return <GuestEntrance api={api} token={at.token} onEntered={anew} />;
  const signedIn = async () => {
    const onward = onwardFrom(new URL(location.href));
    if (onward) {
      location.assign(onward);
      return;
    }
    if (at.page === "setup" || location.pathname === "/sign-in") navigate("/chat", true);
    await anew();
  };
  const halfway = (step?: Step) => setBoot({ ...boot, step });
  const title = boot.group.name || "Stoa";
  if (boot.step === "code") return <CodeStep title={title} onSignedIn={signedIn} onBack={halfway} />;
  if (boot.step === "enrol") return <EnrolStep title={title} onSignedIn={signedIn} onBack={halfway} />;
  return <SignIn api={api} boot={boot} onSignedIn={signedIn} onStep={halfway} />;
}

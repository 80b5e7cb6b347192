import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, Loading } from "./states";

/** later makes a component whose code is loaded when it is first shown. */
export function later<P extends object>(
  what: string,
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [Shown, setShown] = useState<ComponentType<P> | undefined>(() => loaded);
    const [failed, setFailed] = useState(false);
    const [round, setRound] = useState(0);
    useEffect(() => {
      if (Shown) return;
      setFailed(false);
      load().then(
        (c) => {
          loaded = c;
          setShown(() => c);
        },
        () => setFailed(true),
      );
    }, [round]);
    if (Shown) return <Shown {...props} />;
    if (failed)
      return (
        <Failure message="This part of the page cannot be loaded." onRetry={() => setRound(round + 1)} />
      );
    return <Loading what={what} />;
  };
}

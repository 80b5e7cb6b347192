import { useEffect } from "preact/hooks";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Failure, Loading, Page } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { updatePage } from "./Installed";

interface Props {
  /** The add-on's key. */
  addonKey: string;
  roomId: number | null;
}

/** AddonPage leads from the address that the vendor's clients use for an installed add-on to its consent. */
export function AddonPage({ addonKey, roomId }: Props) {
  const { api } = useWorkspace();
  const found = useLoad(`addon ${addonKey} ${roomId}`, async () => {
    const all = await api.installations(roomId);
    return { addon: all.find((i) => i.key === addonKey) };
  });
  const addon = found.value?.addon;
  useEffect(() => {
    if (addon) navigate(updatePage(addon), true);
  }, [addon]);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page title="Add-on" back={roomId === null ? "/admin/addons" : `/rooms/addons/${roomId}`}>
        {found.error && <Failure message={found.error} onRetry={found.reload} />}
        {!found.value && !found.error && <Loading what="the add-on" />}
        {found.value && !addon && (
          <Failure
            message={`No add-on with the key “${addonKey}” is installed there. Install it with the address of its descriptor.`}
          />
        )}
      </Page>
    </main>
  );
}

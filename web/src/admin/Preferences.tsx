import { useState } from "preact/hooks";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { type GroupSettings, group } from "./adminapi";
import { GroupPanel } from "./GroupPanel";
import { InviteURLPanel } from "./InviteURLPanel";
import { PermissionsPanel } from "./PermissionsPanel";
import { RetentionPanel } from "./RetentionPanel";

/** Preferences are what is set for the group: its name, who may what, how long things are kept. spec: product, 2.4, 8.2 */
export function Preferences() {
  const loaded = useLoad("group settings", group.settings);
  const [changed, setChanged] = useState<GroupSettings>();
  const settings = changed ?? loaded.value;
  if (loaded.error) return <Failure message={loaded.error} onRetry={loaded.reload} />;
  if (!settings) return <Loading what="the preferences" />;
  return (
    <>
      <GroupPanel settings={settings} onChanged={setChanged} />
      <InviteURLPanel domain={settings.email_domain} />
      <PermissionsPanel settings={settings} onChanged={setChanged} />
      <RetentionPanel settings={settings} onChanged={setChanged} />
    </>
  );
}

export interface PanelProps {
  settings: GroupSettings;
  onChanged: (now: GroupSettings) => void;
}

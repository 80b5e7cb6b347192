import { Addons } from "../addons/AddonsPage";

/** GroupAddons are the add-ons of the whole group. */
export function GroupAddons() {
  return <Addons roomId={null} />;
}

import { audit } from "../admin/adminapi";
import type { Installation } from "../api/addontypes";
import { shortTime } from "../text/time";
import { useLoad } from "../ui/useLoad";

/** Overseen leads an administrator from an add-on to what it is sent and calls, and says why it does not work. */
export function Overseen({ of: i }: { of: Installation }) {
  return (
    <>
      {i.disabled && <Why of={i} />}
      <p class="list-note">
        <a href={`/admin/deliveries?installation=${i.id}`}>Deliveries</a> ·{" "}
        <a href={`/admin/calls?installation=${i.id}`}>Calls</a>
      </p>
    </>
  );
}

/** Why tells who disabled an add-on, from the audit log. */
function Why({ of: i }: { of: Installation }) {
  const found = useLoad(`why ${i.id} ${i.disabled}`, async () => {
    const page = await audit({ kind: "addon.disabled", text: i.name });
    return { entry: page.items.find((e) => e.target.id === i.id) };
  });
  const entry = found.value?.entry;
  return (
    <p class="list-note">
      {entry
        ? `${entry.actor.name || "Somebody"} disabled it ${shortTime(entry.at)}.`
        : "It was disabled by an administrator."}{" "}
      Nothing of it works meanwhile: what it was owed before is kept and sent when it is enabled.
    </p>
  );
}

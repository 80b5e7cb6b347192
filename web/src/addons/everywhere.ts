import type { Installation } from "../api/addontypes";
import type { Api } from "../api/api";

/** everywhere lists the add-ons of the group and of all rooms, for administrators. */
export async function everywhere(api: Api): Promise<Installation[]> {
  return (await api.call<{ items: Installation[] }>("GET", "/api/installations?everywhere=true")).items;
}

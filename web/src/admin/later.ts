import { later } from "../ui/later";

/** AdminPage, loaded when an administrator goes there. */
export const AdminPage = later("the administration", async () => (await import("./AdminPage")).AdminPage);

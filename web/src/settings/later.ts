import { later } from "../ui/later";

/** SettingsPage is loaded when somebody goes there. */
export const SettingsPage = later("your settings", async () => (await import("./SettingsPage")).SettingsPage);

import { later } from "../ui/later";

/** PanelView, loaded when somebody opens one. */
export const PanelView = later("the view", async () => (await import("./PanelView")).PanelView);

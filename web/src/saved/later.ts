import { later } from "../ui/later";

/** SavedPage, loaded when somebody looks at what they have saved. */
export const SavedPage = later("what you saved", async () => (await import("./SavedPage")).SavedPage);

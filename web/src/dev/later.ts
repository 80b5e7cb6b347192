import { later } from "../ui/later";

/** DevPage, loaded when whoever develops an integration goes there. */
export const DevPage = later("the inspector", async () => (await import("./DevPage")).DevPage);

import { later } from "../ui/later";

/** EmoticonPage, loaded when somebody goes there. */
export const EmoticonPage = later("the emoticons", async () => (await import("./EmoticonPage")).EmoticonPage);

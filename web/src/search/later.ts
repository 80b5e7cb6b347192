import { later } from "../ui/later";

/** SearchPage, loaded when somebody searches. */
export const SearchPage = later("the search", async () => (await import("./SearchPage")).SearchPage);

import { later } from "../ui/later";

/** PersonalTokensPage is loaded when somebody goes there. */
export const PersonalTokensPage = later(
  "your tokens",
  async () => (await import("./PersonalTokensPage")).PersonalTokensPage,
);

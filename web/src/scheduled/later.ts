import { later } from "../ui/later";

/** ScheduledPage, loaded when somebody looks at what they have scheduled. */
export const ScheduledPage = later(
  "what you scheduled",
  async () => (await import("./ScheduledPage")).ScheduledPage,
);

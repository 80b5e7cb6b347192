import { later } from "../ui/later";

/** AddonFrames, loaded when somebody looks at an add-on that has pages. */
export const AddonFrames = later(
  "the add-on's pages",
  async () => (await import("./AddonFrames")).AddonFrames,
);

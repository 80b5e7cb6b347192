import { later } from "../ui/later";

/** EnrolStep is loaded by who must set up an authenticator to come in. */
export const EnrolStep = later("the second step", async () => (await import("./EnrolStep")).EnrolStep);

/** Join is loaded by who has the group's invite URL. */
export const Join = later("the invitation", async () => (await import("./Join")).Join);

import { later } from "../ui/later";

/** NewPerson is loaded by who invites somebody. */
export const NewPerson = later("the form", async () => (await import("./NewPerson")).NewPerson);

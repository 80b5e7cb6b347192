import { later } from "../ui/later";

/** XMPPPage is loaded when somebody goes there. */
export const XMPPPage = later("how to connect", async () => (await import("./XMPPPage")).XMPPPage);

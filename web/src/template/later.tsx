import { later } from "../ui/later";

/** TemplatePage is loaded when somebody writes a template. */
export const TemplatePage = later("the template", async () => (await import("./TemplatePage")).TemplatePage);

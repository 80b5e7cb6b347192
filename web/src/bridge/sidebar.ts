import { object } from "../glance/raw";
import type { Method } from "./method";
import type { Opening, Views } from "./views";

/** sidebarMethods open and close the add-on's own panel. spec: connect-js, 5.5 */
export function sidebarMethods(views: Views): Record<string, Method> {
  return {
    openView: {
      args: ["data", "callback"],
      run: ({ installation }, [data]) =>
        void views.openPanel(installation, object(data).key, openingOf(data)),
    },
    closeView: {
      args: [],
      run: ({ installation }) => {
        if (views.panel.peek()?.part.installation === installation) views.closePanel();
      },
    },
  };
}

/** openingOf reads what an add-on opens a view with. */
export function openingOf(raw: unknown): Opening {
  const { parameters, urlTemplateValues, options } = object(raw);
  return {
    ...(parameters !== undefined && { event: { name: "receive-parameters", payload: parameters } }),
    ...(urlTemplateValues !== undefined && { values: urlTemplateValues }),
    ...(options !== undefined && { options }),
  };
}

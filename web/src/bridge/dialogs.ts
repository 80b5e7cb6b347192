import { object } from "../glance/raw";
import type { Method } from "./method";
import { openingOf } from "./sidebar";
import type { Views } from "./views";

/** dialogMethods open a dialog of the add-on's, and change the one that is open. spec: connect-js, 5.6 */
export function dialogMethods(views: Views): Record<string, Method> {
  return {
    open: {
      args: ["data", "callback"],
      run: ({ installation }, [data]) =>
        void views.openDialog(installation, object(data).key, openingOf(data)),
    },
    update: {
      args: ["data", "callback"],
      run: ({ installation }, [data]) => views.changeDialog(installation, data),
    },
    updatePrimaryAction: {
      args: ["primaryAction", "callback"],
      run: ({ installation }, [primaryAction]) =>
        views.changeDialog(installation, { options: { primaryAction } }),
    },
    close: {
      args: ["callback"],
      run: ({ installation }) => {
        const dialog = views.dialog.peek();
        if (dialog?.part.installation === installation) views.closeDialog();
      },
    },
  };
}

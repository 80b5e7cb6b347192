import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import { object } from "../glance/raw";
import { variablesOf } from "./template";
import type { Shown } from "./views";

/** openPage opens a page of an add-on in a window of its own, which knows nothing of this one. spec: connect-js, 9.6 */
export async function openPage(api: Api, { part, room, opening }: Shown): Promise<void> {
  const variables = variablesOf(object(part.module).url, opening.values);
  // Opened while the gesture counts; the address comes a moment later.
  const opened = window.open("about:blank", "_blank");
  try {
    const { url } = await api.signFrame({ ...part, room }, "", variables);
    if (!opened) return;
    opened.opener = null;
    if (/^https?:/i.test(url)) opened.location.replace(url);
    else opened.close();
  } catch (err) {
    if (opened) opened.document.body.textContent = messageOf(err);
  }
}

import type { Event } from "../api/types";
import { plainText } from "../text/html";
import { prefixed } from "../text/prefix";
import { Icon } from "../ui/Icon";
import { keyOf } from "./rows";

interface Props {
  /** Undefined when it is not among the loaded events. */
  parent: Event | undefined;
  /** What who said it is called. */
  nameOf: (event: Event) => string;
  reveal: (key: string) => void;
}

/** Characters of the parent's text that are shown at most; the width of the screen may show fewer. */
const most = 80;

/** Reference says what a notification is attached to and leads there. spec: rest-v2, send_room_notification */
export function Reference({ parent, nameOf, reveal }: Props) {
  if (!parent) {
    return (
      <p class="reference">
        <Icon name="reply" />
        <span class="reference-words">in reply to an earlier message</span>
      </p>
    );
  }
  const words = firstWords(parent);
  return (
    <button type="button" class="reference" onClick={() => reveal(keyOf(parent))}>
      <Icon name="reply" />
      <span class="reference-words">
        in reply to <bdi>{nameOf(parent)}</bdi>
        {words && ": "}
        {words && <bdi>{words}</bdi>}
      </span>
    </button>
  );
}

function firstWords({ body, format }: Event): string {
  const text = plainText(format === "text" ? prefixed(body).text : body, format);
  const chars = [...text.slice(0, 2 * most + 2)];
  return chars.length > most ? `${chars.slice(0, most).join("").trimEnd()}…` : text;
}

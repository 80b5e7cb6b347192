import { maxFile, maxMessage } from "../../composer/limits";
import { text } from "../../glance/raw";
import type { Method } from "../method";

const mostName = 200;
/** A file in base64 is a third longer. */
const mostData = Math.ceil(maxFile / 3) * 4 + 200;

/** What the methods of the box need of the page. */
export interface ChatDesk {
  /** Writes after what stands in the box, and sends nothing. */
  append(words: string): void;
  focus(): void;
  /** Puts a file into the box, and sends nothing. */
  add(file: File): void;
}

/** chatMethods are what add-ons' pages may do with the box that the reader writes in. spec: connect-js, 5.4 */
export function chatMethods(desk: ChatDesk): Record<string, Method> {
  return {
    appendMessage: {
      args: ["text_value"],
      run: (_, [words]) => {
        const said = text(words, maxMessage);
        if (said !== undefined) desk.append(said);
      },
    },
    focus: { args: [], run: () => desk.focus() },
    addFileForUploadWithBase64: {
      args: ["url", "name"],
      run: (_, [url, name]) => {
        const file = fileOf(url, text(name, mostName) ?? "file");
        if (file) desk.add(file);
        else console.warn("An add-on gave no data: address in base64 for a file to be shared.");
      },
    },
  };
}

/** fileOf makes a file of a data: address in base64. */
export function fileOf(url: unknown, name: string): File | undefined {
  if (typeof url !== "string" || url.length > mostData) return undefined;
  const head = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=[^;,]{0,100}){0,5};base64,/i.exec(url);
  if (!head) return undefined;
  try {
    const bytes = Uint8Array.from(atob(url.slice(head[0].length)), (c) => c.charCodeAt(0));
    return new File([bytes], name, { type: head[1] ?? "application/octet-stream" });
  } catch {
    return undefined; // not in base64
  }
}

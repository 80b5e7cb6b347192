import { array, object, text } from "../../glance/raw";
import type { Method } from "../method";

const mostFiles = 100;
const mostName = 200;

/** A file of an add-on's, to be looked at. */
export interface OuterFile {
  url: string;
  name: string;
  /** Bytes; 0 for unknown. */
  size: number;
  /** A browser shows it as a picture, as far as one can say from here. */
  picture: boolean;
}

/** What the method needs of the page. */
export interface FileDesk {
  /** Shows files over the page, and begins with the one at a place among them. */
  show(files: OuterFile[], at: number): void;
}

/** fileMethods are what add-ons' pages may do with files of their own. spec: connect-js, 5.7 */
export function fileMethods(desk: FileDesk): Record<string, Method> {
  return {
    openInFileViewer: {
      args: ["file", "filesList"],
      run: (_, [file, list]) => {
        const asked = read(file);
        if (!asked) {
          console.warn("An add-on gave no address of a file to look at.");
          return;
        }
        const files = array(list)
          .slice(0, mostFiles)
          .flatMap((f) => read(f) ?? []);
        const at = files.findIndex((f) => f.url === asked.url);
        if (at < 0) desk.show([asked], 0);
        else desk.show(files, at);
      },
    },
  };
}

/** read understands a file as add-ons may describe it: by its address, or with a name, a size and a type besides. */
function read(raw: unknown): OuterFile | undefined {
  const f = typeof raw === "string" ? { url: raw } : object(raw);
  const url = typeof f.url === "string" && URL.canParse(f.url) ? new URL(f.url) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  const name = text(f.name, mostName) ?? text(f.title, mostName) ?? lastOf(url);
  const type = text(f.type, mostName) ?? text(f.mime_type, mostName);
  const size = typeof f.size === "number" && f.size > 0 ? f.size : 0;
  return { url: url.href, name, size, picture: isPicture(type, name, url) };
}

function isPicture(type: string | undefined, name: string, url: URL): boolean {
  if (type?.includes("/")) return /^image\/(?:png|jpe?g|gif|webp|avif)$/i.test(type);
  return type === "image" || [name, url.pathname].some((n) => /\.(?:png|jpe?g|gif|webp|avif)$/i.test(n));
}

function lastOf(url: URL): string {
  const last = url.pathname.split("/").filter(Boolean).at(-1) ?? url.hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

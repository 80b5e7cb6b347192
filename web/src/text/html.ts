import DOMPurify from "dompurify";
import { chatPath } from "./chatlink";

/**
 * The second wall for notification HTML: the server has sanitised it, this page does not rely on that.
 * spec: rest-v2, send_room_notification
 */
const bodyTags = [
  ...["a", "b", "i", "strong", "em", "br", "pre", "code", "img", "ul", "ol", "li", "span", "p"],
  ...["table", "thead", "tbody", "tr", "td", "th"],
];
const addresses = /^(?:https?:|mailto:|hipchat:\/\/|\/(?!\/)|data:image\/(?:png|gif|jpeg|webp);)/i;
const pictures = /^(?:https?:|\/(?!\/)|data:image\/(?:png|gif|jpeg|webp);)/i;
const attributes = [
  "href",
  "src",
  "alt",
  "width",
  "height",
  "colspan",
  "rowspan",
  "valign",
  "align",
  "style",
];
/** spec: rest-v2, cards, schema */
const cardTags = ["a", "b", "i", "strong", "em", "span", "br"];

/** spec: connect, 7.1 */
const labelTags = ["b", "strong", "em", "i"];

const keptStyles = ["font-weight", "text-decoration", "color"];

/** fragment gives sanitised nodes for a notification's body. */
export function fragment(html: string): DocumentFragment {
  return clean(html, bodyTags);
}

/** cardFragment gives sanitised nodes for a card's description or activity. */
export function cardFragment(html: string): DocumentFragment {
  return clean(html, cardTags);
}

/** labelFragment gives sanitised nodes for the label of a glance. */
export function labelFragment(html: string): DocumentFragment {
  return clean(html, labelTags);
}

function clean(html: string, tags: string[]): DocumentFragment {
  // Inline styles would be refused by the content security policy and reported on the console, so the attribute is
  // renamed before the browser sees it and its few harmless properties are set from script.
  const renamed = html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const out = DOMPurify.sanitize(renamed, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: true,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: addresses,
    // The other attributes hold sizes and words, and are not measured as addresses.
    ADD_URI_SAFE_ATTR: attributes.filter((name) => name !== "href" && name !== "src"),
    RETURN_DOM_FRAGMENT: true,
  });
  for (const el of out.querySelectorAll<HTMLElement>("*")) harden(el);
  return out;
}

function harden(el: HTMLElement): void {
  const style = el.dataset.style ?? "";
  for (const name of Object.keys(el.dataset)) if (!keptData(el, name)) delete el.dataset[name];
  el.removeAttribute("style");
  if (el.tagName === "SPAN") applyStyle(el, style);
  if (el.tagName === "A") lead(el);
  // One that leads nowhere else is a button.
  if (el.dataset.target && !el.hasAttribute("href")) {
    el.setAttribute("role", "button");
    el.tabIndex = 0;
  }
  if (el.tagName === "IMG") {
    // DOMPurify lets any data: address through for pictures, and those of links.
    if (!pictures.test(el.getAttribute("src") ?? "")) el.removeAttribute("src");
    el.setAttribute("loading", "lazy");
    el.setAttribute("referrerpolicy", "no-referrer");
    if (!el.hasAttribute("alt")) el.setAttribute("alt", "");
  }
}

/** lead has a link open in a window of its own, or in this page where it leads to a room or a person of it. */
function lead(a: HTMLElement): void {
  const href = a.getAttribute("href") ?? "";
  if (/^hipchat:/i.test(href)) {
    const path = chatPath(href);
    if (path) a.setAttribute("href", path);
    else a.removeAttribute("href");
    a.removeAttribute("target");
    return;
  }
  a.setAttribute("target", "_blank");
  a.setAttribute("rel", "noopener noreferrer nofollow");
}

/** keptData are the words of links that lead to views of add-ons. spec: connect-js, 9.8 */
function keptData(el: HTMLElement, name: string): boolean {
  return el.tagName === "A" && (name === "target" || name === "targetOptions");
}

function applyStyle(el: HTMLElement, style: string): void {
  for (const declaration of style.split(";")) {
    const [name = "", value = ""] = declaration.split(":", 2).map((s) => s.trim());
    if (keptStyles.includes(name.toLowerCase()) && /^[#\w\s-]{1,40}$/.test(value))
      el.style.setProperty(name, value);
  }
}

/** breaks gives the text of HTML with a line for each break, for measuring and nothing else. */
export function breaks(html: string): string {
  return html.replace(/<(?:br|p|li|tr|pre)\b[^>]*>/gi, "\n").replace(/<[^>]*>/g, "");
}

/** plainText gives the words of an event's body, on one line. */
export function plainText(body: string, format: "text" | "html"): string {
  return (format === "html" ? wordsOf(fragment(body)) : body).replace(/\s+/g, " ").trim();
}

function wordsOf(nodes: DocumentFragment): string {
  for (const el of nodes.querySelectorAll("br, p, pre, li, th, td")) el.before(" ");
  return nodes.textContent ?? "";
}

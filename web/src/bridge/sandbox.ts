/**
 * What pages in frames may do. spec: connect-js, 12
 *
 * allow-same-origin lets a page be what it is anywhere, of its own origin: it needs its storage, its cookies where the
 * browser still has them, and calls to its own server. Together with scripts it would undo the sandbox for a page of
 * this origin, so such an address is never framed (see Frame). allow-modals keeps alert and confirm, which pages of that
 * time ask with. Windows open by a person's gesture, as everywhere; that they have no opener is this page's policy
 * (Cross-Origin-Opener-Policy), and they leave the sandbox, since somebody else's page may be in them.
 */
const frame = [
  "allow-scripts",
  "allow-same-origin",
  "allow-forms",
  "allow-modals",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-downloads",
];

/**
 * sandboxOf is a frame's sandbox. None may lead the page itself away, but for pages of configuration, by a person's
 * gesture: they send people to other services to have these agree.
 */
export function sandboxOf(kind: string): string {
  const configuration = kind === "configurable" || kind === "adminPage";
  return [...frame, ...(configuration ? ["allow-top-navigation-by-user-activation"] : [])].join(" ");
}

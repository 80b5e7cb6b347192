/**
 * chatPath gives the address in this page of a room or a person that a hipchat:// link leads to, with the view that opens
 * there; undefined where it leads to another server or nowhere. spec: connect-js, 9.8
 */
export function chatPath(
  href: string,
  own: { host: string; hostname: string } = location,
): string | undefined {
  const m = /^hipchat:\/\/([^/?#]+)\/(room|user)\/([^/?#]+)(?:\?target=([^?#&]+))?$/i.exec(href);
  const [, at = "", kind = "", name = "", target] = m ?? [];
  const host = at.toLowerCase();
  if (!m || (host !== "www.hipchat.com" && host !== own.host && host !== own.hostname)) return undefined;
  return `/chat/${kind.toLowerCase()}/${name}${target === undefined ? "" : `?target=${target}`}`;
}

/**
 * withOwnView has the address of a room in this page open a view of one add-on, and of none other: a target is a key, or
 * an add-on's and a key. spec: connect-js, 9.8
 */
export function withOwnView(path: string, addon: string | undefined): string {
  const [at = "", query = ""] = path.split("?", 2);
  const target = new URLSearchParams(query).get("target");
  if (!target || !addon) return at;
  const colon = target.lastIndexOf(":");
  if (colon >= 0 && target.slice(0, colon) !== addon) return at;
  return `${at}?${new URLSearchParams({ target: `${addon}:${target.slice(colon + 1)}` })}`;
}

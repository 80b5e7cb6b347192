import type { Names } from "../log/useNames";

/** hookName says which webhook that is: whose, what for. */
export function hookName(names: Names, id: number): string {
  const hook = names.hooks.get(id);
  if (!hook) return `Webhook ${id}, removed`;
  const addon = hook.installation_id === null ? undefined : names.addons.get(hook.installation_id);
  const own = hook.name || hook.event;
  return addon ? `${addon.name}: ${own}` : `${own} to ${host(hook.url)}`;
}

/** host is whom an address belongs to. */
export function host(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

interface Policy {
  createScriptURL(url: string): unknown;
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

let policy: Policy | undefined;

/** trusted makes the address of a script of ours one that the page's security policy lets through. */
export function trusted(url: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= policies?.createPolicy("stoa", { createScriptURL: own });
  return (policy?.createScriptURL(url) as string | undefined) ?? own(url);
}

/** own refuses what is not a script of this server. */
function own(url: string): string {
  const { origin, pathname } = new URL(url, location.origin);
  if (origin !== location.origin || !/^\/(?:sw|assets\/[\w.-]+)\.js$/.test(pathname))
    throw new TypeError(`${url} is no script of this page's.`);
  return url;
}

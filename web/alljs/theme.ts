/** dress lets all.css follow the host's theme, unless the page has said itself how it looks. spec: connect-js, 3.1 */
export function dress(page: Document, search: string): void {
  const theme = new URLSearchParams(search).get("theme");
  const root = page.documentElement;
  if (theme === "dark" || theme === "light") root.dataset.stoaTheme ??= theme;
}

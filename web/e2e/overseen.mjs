/** overseen leads through what administrators see of integrations and of the server. */
export async function overseen(page, go, shot) {
  const views = [
    ["deliveries", "What webhooks are owed"],
    ["calls", "What scripts, servers and add-ons"],
    ["api", "Tokens of API v1 are"],
    ["addons", "An add-on of the group"],
    ["mail", "With a mail server"],
    ["statistics", "What was said"],
    ["system", "Configuration in force"],
  ];
  for (const [section, ready] of views) {
    await go(`/admin/${section}`, page.getByText(ready).first());
    await shot(`admin-${section}`);
  }
}

/** change does in a room what people do with each other's messages, for the views to show. */
export async function change(ada, { grace, linus, ops }) {
  const events = `/api/conversations/${ops.conversation}/events`;
  const { items } = await ada.call("GET", `${events}?limit=200`);
  const path = (words) => `${events}/${items.find((e) => e.body.includes(words)).id}`;
  const react = (who, words, emoji) =>
    who.call("PUT", `${path(words)}/reactions/${encodeURIComponent(emoji)}`);
  await react(ada, "migration took", "👍");
  await react(grace.client, "migration took", "👍");
  await react(grace.client, "migration took", "🎉");
  await react(linus.client, "latency is back", "(success)");
  await linus.client.call("PATCH", path("4 minutes to go"), {
    body: "@admin the queue is draining again, 3 minutes to go",
  });
  await grace.client.call("DELETE", path("/quote"));
  await ada.call("PUT", `${path("That was the certificate")}/pin`);
  const thread = items.find((e) => e.body.includes("Queue depth")).id;
  const reply = (who, body) => who.call("POST", events, { body, thread });
  await reply(grace.client, "Looking. eu-1 is fine.");
  await reply(linus.client, "Restarted the **consumers**, see `journalctl -u consumer`.");
  await reply(ada, "Shall I tell support?");
  await reply(grace.client, "Please. (thumbsup)");
}

/** changed shows what can be done with a message, and what has become of some. */
export async function changed(page, go, shot, { ops }, phone) {
  const row = page.locator(".room-talk [data-event]", { hasText: "I will write it up" });
  const point = async () => {
    await go(`/chat/room/${ops.id}`, page.getByText("I will write it up"));
    if (phone) await row.locator(".text").first().tap();
    else await row.hover();
    await row.getByRole("toolbar").waitFor();
  };
  await point();
  await shot("tools");
  await row.getByRole("button", { name: "Add a reaction" }).click();
  await page.getByRole("button", { name: "grinning", exact: true }).waitFor();
  await shot("emoji");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /4 replies/ }).click();
  await page.getByText("Shall I tell support?").waitFor();
  await shot("thread");
  await page.getByRole("button", { name: "Close the thread" }).click();
  await page.getByRole("button", { name: /^Pins and threads/ }).click();
  const lists = page.getByRole("complementary", { name: "Pins and threads" });
  await lists.getByRole("button", { name: "Pins", exact: true }).click();
  await lists.getByText("Pinned by").first().waitFor();
  await shot("pins");
  await lists.getByRole("button", { name: "Threads", exact: true }).click();
  await lists.getByRole("button", { name: /4 replies/ }).waitFor();
  await shot("threads");
  await lists.getByRole("button", { name: "Close" }).click();
}

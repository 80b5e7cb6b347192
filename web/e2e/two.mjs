import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";

/** tools points at a message and gives the bar with what can be done with it. */
export async function tools(page, text) {
  const row = page.locator("[data-event]", { hasText: text });
  await row.hover();
  return row.getByRole("toolbar", { name: "Message actions" });
}

/** twoInARoom opens a new room for the administrator and for Grace, each with a page of their own. */
export async function twoInARoom(s, name) {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person(`Grace ${name}`, `grace-${name}@example.com`);
  const room = await ada.call("POST", "/api/rooms", { name });
  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  const errors = [];
  const enter = async (who) => {
    const page = await s.open(`/chat/room/${room.id}`);
    watchErrors(page, errors);
    await signIn(page, who);
    return page;
  };
  return { ada, grace, room, mine: await enter(admin), hers: await enter(grace), errors };
}

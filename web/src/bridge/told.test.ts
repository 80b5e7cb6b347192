import { expect, test } from "vitest";
import { event } from "../test/fakes";
import type { Bridge } from "./bridge";
import type { Extension } from "./method";
import { tellGlances, tellMessage } from "./told";

const page = (installation: number, addonKey: string, room: number | undefined): Extension => ({
  installation,
  addonKey,
  kind: "webPanel",
  key: "p",
  room,
  scopes: [],
});

/** told collects which of the pages hear what. */
function told(...pages: Extension[]) {
  const heard: unknown[] = [];
  const bridge = {
    tell: (whom: (of: Extension) => boolean, name: string, payload: unknown) => {
      for (const p of pages.filter(whom)) heard.push([p.installation, p.room, name, payload]);
    },
  } as Bridge;
  return { bridge, heard };
}

test("an add-on's pages hear what its glances show in their room, and what they show in all", () => {
  const { bridge, heard } = told(page(1, "a.b", 7), page(2, "a.b", 7));
  const glances = [{ installation: 1, addon_key: "a.b", key: "g", content: { metadata: { n: 3 } } }];
  tellGlances(bridge, { type: "glances", room: 8, glances });
  expect(heard).toEqual([]);
  tellGlances(bridge, { type: "glances", room: 7, glances });
  tellGlances(bridge, { type: "glances", glances: [{ ...glances[0], content: null } as never] });
  expect(heard).toEqual([
    [1, 7, "glance-update", { addon_key: "a.b", module_key: "g", metadata: { n: 3 } }],
    [1, 7, "glance-update", { addon_key: "a.b", module_key: "g", metadata: {} }],
  ]);
});

test("an add-on's pages hear of its own messages in their room, and of nobody else's", () => {
  const { bridge, heard } = told(page(1, "a.b", 7), page(2, "a.b", 8), page(3, "c.d", 7));
  tellMessage(bridge, event(1, { addon_key: "a.b", kind: "notification", body: "done" }), 7);
  tellMessage(bridge, event(2), 7);
  tellMessage(bridge, event(3, { addon_key: "a.b", kind: "change" }), 7);
  tellMessage(bridge, event(4, { addon_key: "a.b" }), undefined);
  expect(heard).toMatchObject([[1, 7, "message-received", { body: "done", type: "notification" }]]);
  expect(heard).toHaveLength(1);
});

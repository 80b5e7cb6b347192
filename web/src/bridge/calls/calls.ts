import { focusBox } from "../../composer/box";
import { navigate } from "../../router";
import { pathOf } from "../../state/conversations";
import type { Workspace } from "../../state/workspace";
import type { Methods } from "../method";
import { authMethods } from "./auth";
import { chatMethods } from "./chat";
import { fileMethods } from "./file";
import { openTarget } from "./open";
import { roomMethods } from "./room";
import { personNamed } from "./targets";
import { userMethods } from "./user";

/** callsOf are what add-ons' pages may ask of the page and do in it, besides views of their own. spec: connect-js, 5 */
export function callsOf(w: Workspace): Methods {
  const { conversations, people, writing } = w;
  const append = (conversation: number, words: string) => {
    const before = writing.drafts.of(conversation);
    writing.drafts.write(
      conversation,
      before === "" || /\s$/.test(before) ? before + words : `${before} ${words}`,
    );
  };
  const open = (target: Record<string, unknown>) => {
    void openTarget(
      {
        rooms: () => conversations.rooms.value.flatMap((c) => c.room ?? []),
        allRooms: () => w.api.rooms(),
        people: () => people.active.filter((u) => u.id !== w.me.id),
        enter: async (room) => conversations.byRoom(room.id) ?? w.lists.join(room.id),
        meet: async (user) => conversations.byUser(user.id) ?? w.lists.openDirect(user),
        append,
        show: (c) => navigate(pathOf(c)),
      },
      target,
    ).catch((err) => console.warn("What an add-on asked for cannot be opened:", err));
  };
  return {
    auth: authMethods(w.tokens),
    room: roomMethods({
      room: (id) => conversations.byRoom(id)?.room ?? undefined,
      participants: async (id) => {
        const known = w.details.peek();
        return (known?.id === id ? known : await w.api.room(id)).participants;
      },
      presence: (id) => people.presence(id),
      open,
      create: (start) => {
        w.wish.value = { what: "create", ...start };
      },
      invite: (room, wanted) => {
        const others = people.active.filter((u) => u.id !== w.me.id && !u.guest);
        const found = wanted.flatMap((one) => personNamed(others, one)?.id ?? []);
        w.wish.value = { what: "invite", room, people: [...new Set(found)] };
      },
    }),
    user: userMethods({
      me: () => ({ user: w.me, presence: { online: true, show: w.show.peek() } }),
      open,
    }),
    chat: chatMethods({
      append: (words) => {
        const here = w.open();
        if (here) append(here.id, words);
      },
      focus: focusBox,
      add: (file) => {
        const here = w.open();
        if (here) writing.uploads(here.id).add([file]);
      },
    }),
    file: fileMethods({
      show: (files, at) => {
        w.outer.value = { files, at };
      },
    }),
  };
}

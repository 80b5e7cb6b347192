import { batch } from "@preact/signals";
import type { Conversation, User } from "../api/types";
import { navigate } from "../router";
import type { Workspace } from "./workspace";

/** Lists that were asked for this long before the first connection may lack what was told of in between. */
const staleMs = 1_000;

interface Listed {
  conversations: Conversation[];
  users: User[];
}

/** Lists keeps the conversations and the people of a workspace as the server lists them. */
export class Lists {
  /** When they were first asked for. */
  private asking = 0;

  constructor(private readonly w: Workspace) {}

  /** first asks for them. It throws what the API throws. */
  first(): Promise<Listed> {
    this.asking = performance.now();
    return this.ask();
  }

  /** stale tells whether too long ago to know what was told before the first connection. */
  get stale(): boolean {
    return performance.now() - this.asking > staleMs;
  }

  /** reload fetches them again, after they changed or the connection was away. */
  async reload(): Promise<void> {
    const { conversations, emoticons, writing, threads, saved, scheduled, openRoom, me } = this.w;
    const asked = conversations.now;
    try {
      const listed = await this.ask();
      batch(() => this.take(listed, asked));
      void emoticons.load();
      void writing.drafts.load();
      void threads.load();
      void saved.load();
      if (!me.guest) void scheduled.load();
      openRoom.changed();
    } catch {
      // The feed's next connection asks again; the connection bar already says that it is down.
    }
  }

  /** take shows what was listed, and watches it; asked is the moment of the conversations when that was asked for. */
  take({ conversations: items, users }: Listed, asked?: number): void {
    const { people, conversations, feed } = this.w;
    people.load(users);
    const before = conversations.all.value;
    const gone = before.filter((c) => !items.some((i) => i.id === c.id));
    for (const c of gone) this.forget(c.id);
    conversations.load(items, asked);
    for (const c of items) {
      // A chat that has begun since is in the list only because of what was said, which the reader is to be told of.
      const begun = asked !== undefined && c.kind === "direct" && !before.some((b) => b.id === c.id);
      feed.watch(c.id, begun ? c.read_seq : c.last_seq);
    }
  }

  async openDirect(user: User): Promise<Conversation> {
    return this.adopt(await this.w.api.openDirect(user.id));
  }

  async join(roomId: number): Promise<Conversation> {
    return this.adopt(await this.w.api.joinRoom(roomId));
  }

  async leave(c: Conversation): Promise<void> {
    if (!c.room) return;
    await this.w.api.leaveRoom(c.room.id);
    this.forget(c.id);
  }

  /**
   * close takes a one-to-one chat out of the list until somebody writes in it, and the reader out of a room. It leads
   * away from what is on the screen; what the server could not be told of stays in the list.
   */
  async close(c: Conversation): Promise<void> {
    const { api, conversations } = this.w;
    if (this.w.open()?.id === c.id) navigate("/chat");
    if (c.room) return this.leave(c);
    await api.closeConversation(c.id);
    conversations.change(c.id, (x) => ({ ...x, closed_seq: x.last_seq }));
    conversations.read(c.id, c.last_seq);
  }

  /** refused hears that a conversation may not be watched. */
  refused(id: number): void {
    this.w.feed.unwatch(id);
    void this.reload();
  }

  private async ask(): Promise<Listed> {
    const { api } = this.w;
    const [conversations, users] = await Promise.all([api.conversations(), api.users()]);
    return { conversations, users };
  }

  private adopt(c: Conversation): Conversation {
    this.w.conversations.add(c);
    this.w.feed.watch(c.id, c.last_seq);
    return c;
  }

  private forget(id: number): void {
    this.w.feed.unwatch(id);
    this.w.timelines.drop(id);
    this.w.conversations.remove(id);
  }
}

import { Api } from "../api/api";
import type { Self, ThreadState, User } from "../api/types";
import type { Draft } from "../state/drafts";
import { mayNothing } from "../state/may";
import { defaults } from "../state/preferences";

/** GuestApi is the server's API as guests may use it: what is not theirs is answered here, with nothing. */
export class GuestApi extends Api {
  constructor(private readonly guest: User) {
    super();
  }

  /** The people whom a guest knows are those in the room. */
  override users = async (): Promise<User[]> => {
    const [only] = await this.conversations();
    return only?.room ? (await this.room(only.room.id)).participants : [this.guest];
  };

  override drafts = async (): Promise<Draft[]> => [];
  override unreadThreads = async (): Promise<ThreadState[]> => [];

  override self = async (): Promise<Self> => ({
    user: this.guest,
    may: mayNothing,
    preferences: { ...defaults, showToasters: false },
    levels: {},
  });
}

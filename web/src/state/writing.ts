import type { Event } from "../api/types";
import { uploadFile } from "../api/upload";
import { Recall } from "../composer/recall";
import { Uploads } from "../upload/uploads";
import { type DraftStore, Drafts } from "./drafts";
import { Typing } from "./typing";

interface Config {
  /** The reader's id. */
  self: number;
  store: DraftStore;
  /** Tells the others that the reader writes. */
  typing: (conversation: number) => void;
  /** Takes what has become of a file. */
  shared: (event: Event) => void;
}

/** Writing is what the reader is about to say: drafts, files in the box, what they said before; and who else writes. */
export class Writing {
  readonly drafts: Drafts;
  readonly typing: Typing;
  readonly recall = new Recall();
  private readonly boxes = new Map<string, Uploads>();

  constructor(private readonly config: Config) {
    this.drafts = new Drafts(config.store, config.self);
    this.typing = new Typing(config.typing);
  }

  /** start loads what was being written, before anybody can write something else. */
  async start(): Promise<void> {
    addEventListener("pagehide", this.drafts.flush);
    await this.drafts.load();
  }

  stop(): void {
    removeEventListener("pagehide", this.drafts.flush);
    this.typing.end();
  }

  /** uploads are the files of a conversation's box, or of a thread's. They go on while the reader looks at another one. */
  uploads(conversation: number, thread?: string): Uploads {
    const key = `${conversation} ${thread ?? ""}`;
    let box = this.boxes.get(key);
    if (!box) {
      box = new Uploads(async (file, progress, signal) =>
        this.config.shared(await uploadFile(conversation, thread, file, progress, signal)),
      );
      this.boxes.set(key, box);
    }
    return box;
  }

  /** hasFiles tells whether files wait in any box: they are on no other page, and not on the server. */
  hasFiles(): boolean {
    return [...this.boxes.values()].some((box) => box.list.value.length > 0);
  }

  /** receive notes that somebody has said what they wrote. */
  receive(event: Event): void {
    if (event.user_id) this.typing.stop(event.conversation, event.user_id);
  }
}

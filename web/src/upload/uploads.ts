import { signal } from "@preact/signals";
import { messageOf } from "../api/errors";
import type { FileToShare } from "../api/upload";
import { charactersOf, maxDescription, maxFile, maxFiles } from "../composer/limits";

/** A file that is about to be shared, or on its way. */
export interface Upload {
  /** Also what the server is told, so that a repeated one is shared once. */
  id: string;
  file: File;
  /** Where a picture can be looked at before it is sent; empty for other files. */
  preview: string;
  description: string;
  /** It is to stand in the room as well as in its thread. */
  toRoom: boolean;
  state: "ready" | "waiting" | "sending" | "failed";
  /** From 0 to 1. */
  progress: number;
  error?: string;
}

export type ShareFile = (
  file: FileToShare,
  progress: (part: number) => void,
  signal: AbortSignal,
) => Promise<void>;

const pictures = /^image\/(?:png|jpeg|gif|webp)$/;

/** Uploads are the files that wait in one conversation's box. They go one after the other, in their order. */
export class Uploads {
  readonly list = signal<Upload[]>([]);
  /** Why something was not taken. */
  readonly refused = signal<string | undefined>(undefined);
  private current: { id: string; stop: AbortController } | undefined;

  constructor(private readonly share: ShareFile) {}

  /** add takes files into the box, unless they are too large or too many. */
  add(files: File[]): void {
    this.refused.value = undefined;
    for (const file of files) {
      const why = this.refusal(file);
      if (why) {
        this.refused.value = why;
        continue;
      }
      const preview = pictures.test(file.type) ? URL.createObjectURL(file) : "";
      const upload: Upload = {
        id: crypto.randomUUID(),
        file,
        preview,
        description: "",
        toRoom: false,
        state: "ready",
        progress: 0,
      };
      this.list.value = [...this.list.value, upload];
    }
  }

  private refusal(file: File): string | undefined {
    if (file.size > maxFile) return `“${file.name}” is larger than ${maxFile >> 20} MB and cannot be shared.`;
    if (file.size === 0) return `“${file.name}” is empty, or a folder, and cannot be shared.`;
    if (this.list.value.length >= maxFiles) return `At most ${maxFiles} files can be shared at once.`;
    return undefined;
  }

  describe(id: string, description: string): void {
    this.change(id, { description });
  }

  /** remove takes a file out of the box, and cuts it off when it is on its way. */
  remove(id: string): void {
    const upload = this.find(id);
    if (!upload) return;
    if (upload.preview) URL.revokeObjectURL(upload.preview);
    this.list.value = this.list.value.filter((u) => u.id !== id);
    if (this.current?.id === id) this.current.stop.abort(new Error("taken out of the box"));
  }

  /** ready tells whether there is something that Send would send. */
  get ready(): boolean {
    return this.list.value.some((u) => u.state === "ready");
  }

  /**
   * send lets everything that is ready go. A text beside a single file without a description becomes its description.
   * What it gives is the text that is left to be sent as a message. toRoom is for files of a thread.
   */
  send(text: string, toRoom = false): string {
    const ready = this.list.value.filter((u) => u.state === "ready");
    const [only] = ready;
    let rest = text;
    if (only && ready.length === 1 && only.description === "" && charactersOf(text) <= maxDescription) {
      this.change(only.id, { description: text });
      rest = "";
    }
    for (const u of ready) this.change(u.id, { state: "waiting", toRoom });
    void this.work();
    return rest;
  }

  /** retry sends a failed file again. */
  retry(id: string): void {
    if (this.find(id)?.state !== "failed") return;
    this.change(id, { state: "waiting", progress: 0 });
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.current) return;
    for (let next = this.next(); next; next = this.next()) await this.one(next);
  }

  private next(): Upload | undefined {
    return this.list.value.find((u) => u.state === "waiting");
  }

  private async one({ id, file, description, toRoom }: Upload): Promise<void> {
    const stop = new AbortController();
    this.current = { id, stop };
    this.change(id, { state: "sending", progress: 0 });
    try {
      const progress = (part: number) => this.change(id, { progress: part });
      await this.share({ file, message: description, clientId: id, toRoom }, progress, stop.signal);
      this.current = undefined;
      this.remove(id);
    } catch (err) {
      this.change(id, { state: "failed", error: messageOf(err) });
    } finally {
      this.current = undefined;
    }
  }

  private find(id: string): Upload | undefined {
    return this.list.value.find((u) => u.id === id);
  }

  private change(id: string, over: Partial<Upload>): void {
    this.list.value = this.list.value.map((u) => (u.id === id ? { ...u, ...over } : u));
  }
}

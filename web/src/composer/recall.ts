/** spec: product, 4.2 */
const most = 50;

/** Recall is what was sent from this page, to be brought back one after the other. */
export class Recall {
  private readonly sent: string[] = [];
  /** How far back the reader has gone: 0 is what they were writing. */
  private back = 0;
  private writing = "";

  add(text: string): void {
    if (this.sent.at(-1) !== text) this.sent.push(text);
    if (this.sent.length > most) this.sent.shift();
    this.back = 0;
  }

  /** older gives what was sent before; current is what stands in the box. */
  older(current: string): string | undefined {
    if (this.back === 0) this.writing = current;
    const text = this.sent.at(-(this.back + 1));
    if (text !== undefined) this.back++;
    return text;
  }

  /** newer gives what was sent after it, and at the end what was being written. */
  newer(): string | undefined {
    if (this.back === 0) return undefined;
    this.back--;
    return this.back === 0 ? this.writing : this.sent.at(-this.back);
  }
}

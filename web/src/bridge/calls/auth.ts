import type { FrameToken } from "../../api/addontypes";
import type { Extension, Method } from "../method";

/** A token that ends within this time is not given away any more. spec: connect-js, 5.1 */
const marginMs = 120_000;
/** However the clocks stand, a token is not kept longer. */
const mostMs = 180_000;

interface Kept {
  token: Promise<string>;
  until: number;
}

/** Tokens are those that add-ons' pages prove to their own servers with who looks at them, kept until they are stale. */
export class Tokens {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly ask: (page: Extension) => Promise<FrameToken>,
    private readonly now: () => number = Date.now,
  ) {}

  /** of gives the token of a page in its room. Whoever asks while one is on its way waits for that one. */
  of(page: Extension): Promise<string> {
    const key = `${page.installation} ${page.kind} ${page.key} ${page.room ?? ""}`;
    const kept = this.kept.get(key);
    if (kept && this.now() < kept.until) return kept.token;
    const asked: Kept = {
      token: this.fetch(page, (until) => (asked.until = until)),
      until: Number.POSITIVE_INFINITY,
    };
    asked.token.catch(() => this.kept.get(key) === asked && this.kept.delete(key));
    this.kept.set(key, asked);
    return asked.token;
  }

  /** forget drops all of them: add-ons have been updated or removed. */
  forget(): void {
    this.kept.clear();
  }

  private async fetch(page: Extension, lasts: (until: number) => void): Promise<string> {
    const { jwt, until } = await this.ask(page);
    const left = Date.parse(until) - this.now() - marginMs;
    lasts(this.now() + Math.min(Math.max(left, 0), mostMs));
    return jwt;
  }
}

/** authMethods are what add-ons' pages may ask about who looks at them. spec: connect-js, 5.1 */
export function authMethods(tokens: Tokens): Record<string, Method> {
  return {
    withToken: {
      args: ["callback"],
      run: (caller, _, answer) => {
        tokens.of(caller).then(
          (token) => answer(null, token),
          () => answer({ message: "Unable to create token" }),
        );
      },
    },
  };
}

import { expect, test } from "vitest";
import type { Extension } from "../method";
import { authMethods, Tokens } from "./auth";

const page = (room: number): Extension => ({
  installation: 1,
  addonKey: "a.b",
  kind: "webPanel",
  key: "p",
  room,
  scopes: [],
});

/** issuer gives tokens that end after so many seconds; at is its clock. */
function issuer(life: number) {
  const s = { at: 1_000_000, made: 0, fails: false };
  const tokens = new Tokens(
    async ({ room }) => {
      if (s.fails) throw new Error("no");
      return { jwt: `${room}-${++s.made}`, until: new Date(s.at + life * 1000).toISOString() };
    },
    () => s.at,
  );
  return { s, tokens };
}

test("a token is asked for once until it nears its end, and for each room", async () => {
  const { s, tokens } = issuer(300);
  expect(await Promise.all([tokens.of(page(1)), tokens.of(page(1)), tokens.of(page(2))])).toEqual([
    "1-1",
    "1-1",
    "2-2",
  ]);
  s.at += 179_000;
  expect(await tokens.of(page(1))).toBe("1-1");
  s.at += 1_000;
  expect(await tokens.of(page(1))).toBe("1-3");
});

test("a token that is about to end is not kept, and a clock that is behind keeps none for ever", async () => {
  const short = issuer(100);
  await short.tokens.of(page(1));
  expect(await short.tokens.of(page(1))).toBe("1-2");
  const behind = issuer(1_000_000);
  await behind.tokens.of(page(1));
  behind.s.at += 180_000;
  expect(await behind.tokens.of(page(1))).toBe("1-2");
});

test("tokens are forgotten when add-ons have changed, and a failure is not kept", async () => {
  const { s, tokens } = issuer(300);
  await tokens.of(page(1));
  tokens.forget();
  s.fails = true;
  const { withToken } = authMethods(tokens);
  const told = () => new Promise((done) => withToken?.run(page(1), [], (e, t) => done([e, t])));
  expect(await told()).toEqual([{ message: "Unable to create token" }, undefined]);
  s.fails = false;
  expect(await told()).toEqual([null, "1-2"]);
});

import type * as argon2 from "@node-rs/argon2";
import { logIn } from "@/lib/server/people/login";
import { hashPassword, verifyPassword } from "@/lib/server/people/passwords";
import { changePassword } from "@/lib/server/people/profile";
import { createUser, resetPassword } from "@/lib/server/people/users";
import { testDb } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD } from "../support/factories";

/** The library, counted: how many hashes are worked on at once, and in which order they were begun. */
const seen = { running: 0, most: 0, begun: [] as string[], isQuick: false };
jest.mock("@node-rs/argon2", () => {
  const real = jest.requireActual<typeof argon2>("@node-rs/argon2");
  const counted = async <Result>(password: string, work: () => Promise<Result>) => {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    seen.begun.push(password);
    try {
      return seen.isQuick ? (false as Result) : await work();
    } finally {
      seen.running -= 1;
    }
  };
  return {
    hash: (password: string, options: argon2.Options) =>
      counted(password, () => real.hash(password, options)),
    verify: (hash: string, password: string) => counted(password, () => real.verify(hash, password)),
  };
});

jest.setTimeout(60_000);
beforeEach(() => Object.assign(seen, { running: 0, most: 0, begun: [], isQuick: false }));

const stranger = (who: string) => ({ who, isKnown: false });

test("whoever asks, at most two passwords are hashed at once", async () => {
  const { admin, installer, colleague, dso } = await aWorld();
  const work = [
    ...Array.from({ length: 12 }, (_, i) =>
      logIn(testDb(), NOW, { email: dso.email, password: "forkert", address: `10.2.0.${i}` }),
    ),
    ...Array.from({ length: 4 }, () => resetPassword(ctxOf(admin), colleague.id, { password: PASSWORD })),
    createUser(ctxOf(admin), {
      name: "N",
      email: `${crypto.randomUUID()}@test.example`,
      role: "installer",
      organisationId: installer.organisation?.id,
    }),
    changePassword(ctxOf(installer), { password: "forkert", next: "et helt nyt kodeord" }).catch(() => {}),
    hashPassword("et kodeord"),
  ];
  await Promise.all(work);
  expect(seen.begun.length).toBeGreaterThanOrEqual(work.length);
  expect(seen.most).toBe(2);
});

test("strangers wait in the order they came, and nobody we know waits for them", async () => {
  const ended: string[] = [];
  const come = (name: string, isKnown: boolean) =>
    verifyPassword(undefined, name, { who: name, isKnown }).then(() => ended.push(name));
  const strangers = ["a", "b", "c", "d"].map((name) => come(name, false));
  await hashPassword("known");
  expect(seen.begun.indexOf("known")).toBeLessThan(2);
  await Promise.all(strangers);
  expect(ended).toEqual(["a", "b", "c", "d"]);
});

test("beyond a bounded line one is told to come back: one address sooner than all of them", async () => {
  seen.isQuick = true;
  const answers = async (askers: string[]) => {
    const all = await Promise.allSettled(askers.map((who) => verifyPassword(undefined, "x", stranger(who))));
    return all.map((one) => (one.status === "fulfilled" ? "served" : (one.reason as { code: string }).code));
  };
  const one = await answers(Array<string>(70).fill("10.0.0.1"));
  expect(one.filter((answer) => answer === "busy")).toHaveLength(5);
  const many = await answers(Array.from({ length: 140 }, (_, i) => `10.0.1.${i}`));
  expect(many.filter((answer) => answer === "busy")).toHaveLength(11);
  expect(seen.most).toBe(1);
});

test("a stranger's password is held against a hash of the same cost as a user's", async () => {
  const held: unknown[] = [];
  const library = jest.requireMock<{ verify: (hash: string) => Promise<boolean> }>("@node-rs/argon2");
  const verify = jest.spyOn(library, "verify").mockImplementation(async (hash) => {
    held.push(hash);
    return true;
  });
  expect(await verifyPassword(undefined, "x", stranger("a"))).toBe(false);
  verify.mockRestore();
  const costOf = (hash: unknown) => String(hash).split("$").slice(0, 4).join("$");
  expect(costOf(held[0])).toBe(costOf(await hashPassword("x")));
  expect(costOf(held[0])).toMatch(/^\$argon2id\$v=19\$m=/);
});

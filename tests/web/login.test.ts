import { sql } from "drizzle-orm";
import { logIn } from "@/lib/server/login";
import { hashPassword } from "@/lib/server/passwords";
import { testDb } from "../support/database";
import { aWorld, NOW } from "../support/factories";

const PASSWORD = "et kodeord til prøver";
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

async function anAccount() {
  const { dso } = await aWorld();
  const hash = await hashPassword(PASSWORD);
  await testDb().execute(sql`update users set password_hash = ${hash} where id = ${dso.id}::uuid`);
  const attempt = (password: string, address = "10.0.0.1", now = NOW) =>
    logIn(testDb(), now, { email: dso.email, password, address });
  return { dso, attempt };
}

test("ten wrong tries close an account to their address for 15 minutes, and to nobody else", async () => {
  const { attempt } = await anAccount();
  for (let i = 0; i < 10; i += 1) expect(await attempt("forkert")).toEqual({ ok: false, reason: "wrong" });
  expect(await attempt(PASSWORD)).toEqual({ ok: false, reason: "throttled" });
  expect(await attempt(PASSWORD, "10.0.0.1", later(14))).toEqual({ ok: false, reason: "throttled" });
  expect(await attempt(PASSWORD, "10.0.0.2")).toMatchObject({ ok: true });
  expect(await attempt(PASSWORD, "10.0.0.1", later(16))).toMatchObject({ ok: true });
});

test("the right password begins the count anew", async () => {
  const { attempt } = await anAccount();
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 9; i += 1) expect(await attempt("forkert")).toEqual({ ok: false, reason: "wrong" });
    expect(await attempt(PASSWORD)).toMatchObject({ ok: true });
  }
});

test("a hundred at once are counted one by one", async () => {
  const { attempt } = await anAccount();
  const answers = await Promise.all(Array.from({ length: 30 }, () => attempt("forkert", "10.0.0.9")));
  const reasons = answers.map((answer) => (answer.ok ? "ok" : answer.reason));
  expect(reasons.filter((reason) => reason === "wrong")).toHaveLength(10);
  expect(reasons.filter((reason) => reason === "throttled")).toHaveLength(20);
});

test("an unknown account takes as long as a wrong password", async () => {
  const { dso } = await anAccount();
  const median = async (email: string, from: number) => {
    const times: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      const began = performance.now();
      const address = `10.1.${from}.${i}`;
      await logIn(testDb(), NOW, { email: `${email}`, password: "forkert", address });
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[4] ?? 0;
  };
  await median("varm.op@test.example", 0);
  const [known, unknown] = [await median(dso.email, 1), await median("ingen@test.example", 2)];
  // Hashing is most of it; without the stranger's hash the unknown one would take a tenth.
  expect(unknown).toBeGreaterThan(known / 3);
  expect(known).toBeGreaterThan(unknown / 3);
});

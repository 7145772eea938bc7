import { sql } from "drizzle-orm";
import { OPERATOR } from "@/db/scope";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { errorWorkbook } from "@/lib/server/imports/workbooks";
import { auditOnceAMinute } from "@/lib/server/kernel/audit";
import { logRead } from "@/lib/server/kernel/case-reads";
import { rowsOf } from "@/lib/server/kernel/sql";
import { attemptKey, countTries } from "@/lib/server/people/attempts";
import { logIn } from "@/lib/server/people/login";
import { startSession } from "@/lib/server/people/sessions";
import { createToken, revokeToken } from "@/lib/server/people/tokens";
import { resetPassword } from "@/lib/server/people/users";
import { KEPT } from "@/lib/server/retention/kept";
import { purge } from "@/lib/server/retention/purge";
import { upkeepWhenDue } from "@/lib/server/retention/upkeep";
import { rawRows, testDb, testDbFor, testOfConnections } from "../support/database";
import { aProjectWithCases, aWorld, ctxOf, FIELDS, PASSWORD } from "../support/factories";
import { keysOf, withKey } from "../support/request-keys";
import { downloaded } from "../support/workbooks";

jest.setTimeout(60_000);

const DAY = 24 * 60 * 60_000;
// The database's own clock guards the log and the rows that imports left out.
const NOW = new Date();
const ago = (days: number) => new Date(NOW.getTime() - days * DAY);
const upkeep = () => testDbFor(OPERATOR);
const count = async (from: string) =>
  (await rawRows<{ n: number }>(`select count(*)::int as n from ${from}`))[0]?.n ?? 0;

test("kept answers go after seven days", async () => {
  const { installer, ids } = await aProjectWithCases(2);
  const cancel = (key: string, days: number, id = "") =>
    performAction(withKey(ctxOf(installer, ago(days)), key), {
      action: "cancel",
      params: {},
      selection: { ids: [id] },
    });
  await cancel("old", 7.1, ids[0]);
  await cancel("young", 6.9, ids[1]);
  await purge(upkeep(), NOW);
  expect(await keysOf(ctxOf(installer))).toEqual(["young"]);
});

test("sessions go when they are over, and when they were ended", async () => {
  const { admin, installer, dso } = await aWorld();
  const sessionOf = (user: typeof dso, days: number) => startSession(testDb(), ago(days), user, null);
  await sessionOf(dso, 7.1);
  const [young, ended] = [await sessionOf(dso, 6.9), await sessionOf(installer, 1)];
  await resetPassword(ctxOf(admin, NOW), installer.id, { password: PASSWORD });
  await purge(upkeep(), NOW);
  const of = `sessions where user_id in ('${dso.id}', '${installer.id}')`;
  expect(await rawRows(`select id from ${of}`)).toEqual([{ id: young }]);
  expect(await count(`sessions where id = '${ended}'`)).toBe(0);
});

test("tokens go a month after they were revoked or expired, and at once when they were ended", async () => {
  const { admin, installer, dso } = await aWorld();
  const token = async (name: string, days: number, lasts?: number, user = dso) =>
    (await createToken(ctxOf(user, ago(days)), { name, password: PASSWORD, ...(lasts && { days: lasts }) }))
      .id;
  await token("lasts", 400);
  await token("expired long ago", 61, 30);
  await token("expired", 59, 30);
  await revokeToken(ctxOf(dso, ago(31)), await token("revoked long ago", 50));
  await revokeToken(ctxOf(dso, ago(29)), await token("revoked", 50));
  await token("ended", 1, undefined, installer);
  await resetPassword(ctxOf(admin, NOW), installer.id, { password: PASSWORD });
  await purge(upkeep(), NOW);
  const left = await rawRows<{ name: string }>(
    `select name from api_tokens where user_id in ('${dso.id}', '${installer.id}') order by name`,
  );
  expect(left.map(({ name }) => name)).toEqual(["expired", "lasts", "revoked"]);
});

test("attempts and known addresses go when they count no more", async () => {
  const { dso } = await aWorld();
  const [old, young] = [attemptKey("test", "old"), attemptKey("test", "young")];
  await countTries(testDb(), ago(1.1), [old]);
  await countTries(testDb(), ago(0.9), [young]);
  for (const [days, address] of [
    [91, "192.0.2.1"],
    [89, "192.0.2.2"],
  ] as const)
    await logIn(testDb(), ago(days), { email: dso.email, password: PASSWORD, address });
  await purge(upkeep(), NOW);
  expect(await rawRows(`select key from login_attempts where key in ('${old}', '${young}')`)).toEqual([
    { key: young },
  ]);
  expect(await count(`login_addresses where user_id = '${dso.id}'`)).toBe(1);
});

test("the log is kept for a year, and administrators cannot shorten that", async () => {
  const { admin, dso } = await aWorld();
  for (const days of [367, 360])
    await auditOnceAMinute(ctxOf(dso, ago(days)), "refused", { verb: "keep_users" });
  await purge(upkeep(), NOW);
  expect(await count(`audit_events where actor_id = '${dso.id}'`)).toBe(1);
  // A wrong clock of the server takes nothing.
  await purge(upkeep(), new Date(NOW.getTime() + 3_000 * DAY));
  expect(await count(`audit_events where actor_id = '${dso.id}'`)).toBe(1);
  await expect(ctxOf(admin).db.execute(sql`delete from audit_events`)).rejects.toThrow();
});

test("who read a case is kept for a year", async () => {
  const { dso, ids } = await aProjectWithCases(1);
  for (const days of [369, 365])
    await logRead(ctxOf(dso, ago(days)), {
      way: "opened",
      subject: "case",
      counts: new Map([[ids[0] ?? "", 1]]),
    });
  for (const now of [NOW, new Date(NOW.getTime() + 3_000 * DAY)]) {
    await purge(upkeep(), now);
    expect(await count(`case_reads where actor_id = '${dso.id}'`)).toBe(1);
  }
});

test("what an import left out goes after 90 days; who asks for it is told, and the operation stays", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const left = async (days: number) =>
    (
      await addCases(ctxOf(installer, ago(days)), groupId, {
        fields: FIELDS.apartment,
        addresses: [{ street: `Nygade ${days}`, houseNo: "nul", postcode: "2740" }],
        onError: "skip",
        acceptWarnings: true,
      })
    ).operationId as string;
  const [old, young] = [await left(91), await left(89)];
  await purge(upkeep(), NOW);
  await purge(upkeep(), new Date(NOW.getTime() + 3_000 * DAY));
  await expect(errorWorkbook(ctxOf(installer), old, "da")).rejects.toMatchObject({
    code: "rows_deleted",
    detail: { params: { days: 90 } },
  });
  expect((await downloaded(await errorWorkbook(ctxOf(installer), young, "da"))).bytes.length).toBeGreaterThan(
    0,
  );
  expect(await count(`operations where id = '${old}' and left_out_rows = 1`)).toBe(1);
});

test("more than one statement takes go as well", async () => {
  await rawRows(`insert into login_attempts (key, count, window_start)
    select 'many:' || n, 1, '2020-01-01' from generate_series(1, 2500) n`);
  expect((await purge(upkeep(), NOW)).login_attempts).toBeGreaterThanOrEqual(2_500);
  expect(await count("login_attempts where key like 'many:%'")).toBe(0);
});

test("mails and links go after a month, requests for access a year after they were answered, or came", async () => {
  const { installer } = await aWorld();
  const link = (name: string, days: number) =>
    rawRows(
      `insert into one_time_links (id, user_id, purpose, token_hash, email, session_version, created_at, expires_at)
       values (gen_random_uuid(), $1, 'password', $2, 'x', 1, $3::timestamptz, $3::timestamptz)`,
      [installer.id, name, ago(days).toISOString()],
    );
  const mail = (receiver: string, days: number) =>
    rawRows(
      `insert into outbox (kind, receiver, language, created_at, due_at)
       values ('invitation', $1, 'da', $2::timestamptz, $2::timestamptz)`,
      [receiver, ago(days).toISOString()],
    );
  const request = (name: string, days: number, decided: number | null) =>
    rawRows(
      `insert into access_requests (company, cvr, authorisation, name, email, language, created_at, decided_at)
       values ('X', '10150817', '1', $1, gen_random_uuid()::text, 'da', $2::timestamptz, $3::timestamptz)`,
      [name, ago(days).toISOString(), decided === null ? null : ago(decided).toISOString()],
    );
  await Promise.all([link("old", 31), link("young", 29), mail("old", 31), mail("young", 29)]);
  await Promise.all([
    request("old", 400, 367),
    request("young", 400, 365),
    request("open", 365, null),
    request("forgotten", 900, null),
  ]);
  await purge(upkeep(), NOW);
  const names = async (column: string, from: string) =>
    (await rawRows<{ name: string }>(`select ${column} as name from ${from} order by 1`)).map(
      ({ name }) => name,
    );
  expect(await names("token_hash", `one_time_links where user_id = '${installer.id}'`)).toEqual(["young"]);
  expect(await names("receiver", "outbox where receiver in ('old', 'young')")).toEqual(["young"]);
  expect(await names("name", "access_requests where company = 'X'")).toEqual(["open", "young"]);
});

test("every table in the list exists and says why", async () => {
  for (const [table, { why }] of Object.entries(KEPT)) {
    expect(await count(table)).toBeGreaterThanOrEqual(0);
    expect(why.length).toBeGreaterThan(10);
  }
});

const at = (minutes: number) => new Date(Date.parse("2027-01-01T00:00:00Z") + minutes * 60_000);

test("it is due once an hour, whoever asks, also after a restart and after the clock was set back", async () => {
  const did: boolean[] = [];
  for (const minutes of [0, 0, 59, 61, 62, -600, -599]) did.push(await upkeepWhenDue(upkeep(), at(minutes)));
  expect(did).toEqual([true, false, false, true, false, true, false]);
});

test("of several instances at once one does it", async () => {
  const did = await Promise.all(Array.from({ length: 4 }, () => upkeepWhenDue(upkeep(), at(10_000))));
  expect(did.filter(Boolean)).toHaveLength(1);
});

testOfConnections("two connections of one process must not share one")(
  "who clears up waits for nobody who holds a row, and takes it next time",
  async () => {
    await rawRows("insert into login_attempts (key, count, window_start) values ('held', 1, '2020-01-01')");
    await testDb().transaction(async (tx) => {
      await rowsOf(tx, sql`select 1 from login_attempts where key = 'held' for update`);
      await rowsOf(tx, sql`select 1 from upkeep for update`);
      await purge(upkeep(), NOW);
      expect(await upkeepWhenDue(upkeep(), at(20_000))).toBe(false);
    });
    expect(await count("login_attempts where key = 'held'")).toBe(1);
    await purge(upkeep(), NOW);
    expect(await count("login_attempts where key = 'held'")).toBe(0);
  },
);

test("notices go after 90 days, with their mails", async () => {
  const { installer } = await aWorld();
  await rawRows(`insert into notifications (user_id, action, kind, by_name, created_at)
    select '${installer.id}', 'approve', 'answer', n::text, '${NOW.toISOString()}'::timestamptz - make_interval(days => n)
    from unnest(array[89, 91]) n`);
  await purge(upkeep(), NOW);
  const left = await rawRows<{ by: string }>(
    `select by_name as by from notifications where user_id = '${installer.id}'`,
  );
  expect(left).toEqual([{ by: "89" }]);
});

import { sql } from "drizzle-orm";
import * as XLSX from "xlsx";
import { auditEvents } from "@/db/schema";
import type { Verb } from "@/lib/domain/verbs";
import { auditOnceAMinute } from "@/lib/server/kernel/audit";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { rowsOf } from "@/lib/server/kernel/sql";
import { auditChoices, auditWorkbook, listAudit } from "@/lib/server/people/audit-log";
import { logIn } from "@/lib/server/people/login";
import { renameSelf } from "@/lib/server/people/profile";
import { createToken } from "@/lib/server/people/tokens";
import { updateUser } from "@/lib/server/people/users";
import { testDb } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD } from "../support/factories";
import { downloaded } from "../support/workbooks";

jest.setTimeout(30_000);

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const from = (actor: Actor, now = NOW): Ctx => ({ ...ctxOf(actor, now), address: "192.0.2.7" });

/** What the log has of somebody, oldest first. */
async function toldOf(admin: Actor, actor: string) {
  const { events } = await listAudit(ctxOf(admin), { actor });
  return events.reverse().map(({ action, address, details }) => [action, address, details]);
}

test.each([
  "update audit_events set address = 'elsewhere'",
  "delete from audit_events",
  "truncate audit_events",
])("the log is only ever added to: %s", async (statement) => {
  const { dso } = await aWorld();
  await auditOnceAMinute({ ...ctxOf(dso, new Date()) }, "refused", { verb: "keep_users" });
  const change = testDb().execute(sql.raw(statement));
  await expect(change).rejects.toMatchObject({ cause: { message: expect.stringMatching(/append-only/) } });
});

test("what is older than a year may be deleted", async () => {
  const { dso } = await aWorld();
  const old = new Date(Date.now() - 366 * 24 * 60 * 60_000);
  await auditOnceAMinute(ctxOf(dso, old), "refused", { verb: "keep_users" });
  const deleted = await rowsOf(
    testDb(),
    sql`delete from audit_events where actor_id = ${dso.id} returning id`,
  );
  expect(deleted).toHaveLength(1);
});

test("log-ins are told with their address, wrong ones too, and of a throttled account the first one", async () => {
  const { admin, dso } = await aWorld();
  let tries = 0;
  const attempt = (password: string, email = dso.email) => {
    tries += 1;
    return logIn(testDb(), later(tries / 100), { email, password, address: "192.0.2.9" });
  };
  expect(await attempt(PASSWORD)).toMatchObject({ ok: true });
  for (let i = 0; i < 13; i += 1) await attempt("forkert");
  const wrong = ["log_in_refused", "192.0.2.9", { reason: "wrong" }];
  expect(await toldOf(admin, dso.id)).toEqual([
    ["log_in", "192.0.2.9", {}],
    ...Array<unknown>(10).fill(wrong),
    ["log_in_refused", "192.0.2.9", { reason: "throttled" }],
  ]);
  // Somebody may have typed a password there.
  await attempt("forkert", "hemmeligt kodeord");
  const [unknown] = (await listAudit(ctxOf(admin), { action: "log_in_refused" })).events.filter(
    ({ actorId }) => actorId === null,
  );
  expect(unknown).toMatchObject({ actorName: "", organisation: null, details: { reason: "wrong" } });
  const all = await testDb().select().from(auditEvents);
  expect(JSON.stringify(all)).not.toContain("hemmeligt");
});

test("what administrators do is told with its name and address; what others do in their own name is not", async () => {
  const { admin, installer } = await aWorld();
  await updateUser(from(admin), installer.id, { name: "Nyt Navn", email: installer.email });
  await renameSelf(from(installer), { name: "Eget Navn" });
  await expect(updateUser(from(admin), installer.id, { name: "", email: "x" })).rejects.toThrow();
  expect(await toldOf(admin, admin.id)).toEqual([["update_user", "192.0.2.7", { name: "Nyt Navn" }]]);
  expect(await toldOf(admin, installer.id)).toEqual([]);
});

test("a wrong password for confirmation is told", async () => {
  const { admin, installer } = await aWorld();
  await expect(createToken(from(installer), { name: "x", password: "forkert" })).rejects.toThrow();
  expect(await toldOf(admin, installer.id)).toEqual([["password_refused", "192.0.2.7", {}]]);
});

test("what is for administrators alone is told when others ask for it, once a minute each", async () => {
  const { admin, dso } = await aWorld();
  const asked: Verb[] = [];
  const ask = (actor: Actor, verb: Verb) => {
    try {
      demand({ ...ctxOf(actor), refused: (one) => asked.push(one) }, verb);
      return "let in";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(ask(dso, "keep_users")).toBe("forbidden");
  expect(ask(dso, "create_project")).toBe("forbidden");
  expect(ask(admin, "keep_users")).toBe("let in");
  expect(asked).toEqual(["keep_users"]);
  for (const [minutes, verb] of [
    [0, "keep_users"],
    [0.5, "keep_users"],
    [0.5, "keep_postcodes"],
    [1.1, "keep_users"],
  ] as const)
    await auditOnceAMinute(from(dso, later(minutes)), "refused", { verb });
  expect((await toldOf(admin, dso.id)).map(([, , details]) => (details as { verb: string }).verb)).toEqual([
    "keep_users",
    "keep_postcodes",
    "keep_users",
  ]);
});

test("the log is narrowed by person, kind and Danish day, paged, and taken along as it is narrowed", async () => {
  const { admin, dso } = await aWorld();
  for (let i = 0; i < 60; i += 1)
    await auditOnceAMinute(from(dso, later(2 * i)), "refused", { verb: "keep_users" });
  // 23.30 in Denmark, and half past midnight.
  for (const at of ["2026-12-01T22:30:00Z", "2026-12-01T23:30:00Z"])
    await auditOnceAMinute(from(dso, new Date(at)), "refused", { verb: "keep_grid_areas" });
  const first = await listAudit(ctxOf(admin), { actor: dso.id });
  const second = await listAudit(ctxOf(admin), { actor: dso.id, cursor: first.nextCursor });
  expect([first.events.length, second.events.length, second.nextCursor]).toEqual([50, 12, null]);
  expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(62);
  expect(first.events[0]).toMatchObject({ actorName: dso.name, organisation: dso.organisation?.name });
  const on = async (day: string) =>
    (await listAudit(ctxOf(admin), { actor: dso.id, from: day, to: day })).events.length;
  expect([await on("2026-12-01"), await on("2026-12-02"), await on("2026-12-03")]).toEqual([1, 1, 0]);
  expect((await listAudit(ctxOf(admin), { actor: dso.id, action: "log_in" })).events).toEqual([]);
  for (const wrong of [
    { actor: "x" },
    { action: "' or 1=1" },
    { from: "2026-13-01" },
    { cursor: "x" },
    { q: "x" },
  ])
    await expect(listAudit(ctxOf(admin), wrong)).rejects.toMatchObject({ code: "invalid" });
  const choices = await auditChoices(ctxOf(admin));
  expect(choices.actions).toContain("refused");
  expect(choices.actors.filter(({ actorId }) => actorId === dso.id)).toEqual([
    { actorId: dso.id, actorName: dso.name, organisation: dso.organisation?.name },
  ]);
  const filter = { actor: dso.id, from: "2026-12-02" };
  const { bytes, fileName } = await downloaded(await auditWorkbook(ctxOf(admin), filter, "da"));
  expect(fileName).toBe("log-2026-11-24.xlsx");
  const workbook = XLSX.read(bytes);
  const cells = XLSX.utils.sheet_to_json(workbook.Sheets.Log ?? {}, { header: 1, raw: false });
  expect(cells).toEqual([
    ["Dato", "Klokken", "Hvem", "Virksomhed", "Hvad", "Om", "IP-adresse"],
    [
      // The second of December, as a workbook counts days.
      "46358",
      "00:30:00",
      dso.name,
      dso.organisation?.name,
      "Adgang nægtet",
      "netområder",
      "192.0.2.7",
    ],
  ]);
});

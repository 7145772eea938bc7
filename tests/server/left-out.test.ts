import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import { addCases } from "@/lib/server/imports/import";
import { activityChoices, getOperation, listOperations } from "@/lib/server/operations/operations";
import { rowsOf } from "@/lib/server/kernel/sql";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { errorWorkbook } from "@/lib/server/imports/workbooks";
import { statementsOf, testDb } from "../support/database";
import { aProjectWithCases, ctxOf, FIELDS } from "../support/factories";
import { downloaded } from "../support/workbooks";

jest.setTimeout(60_000);

/** What only the one who opens an operation needs: never part of a list. */
const DETAILS = /operation_details|skipped_rows|params/;

/** The last column of the template. */
const LAST = "remarks";

async function anImport(bad: number, fields: Record<string, unknown> = FIELDS.apartment) {
  const scene = await aProjectWithCases(1);
  const address = { street: "Bakkevej", houseNo: "1", postcode: "2740" };
  const addresses = [
    address,
    ...Array.from({ length: bad }, (_, i) => ({
      ...address,
      houseNo: `x${i}`,
      reference: "en\0to",
      [LAST]: "Port 7",
    })),
  ];
  const outcome = await addCases(ctxOf(scene.installer), scene.groupId, {
    fields,
    addresses,
    onError: "skip",
    acceptWarnings: true,
  });
  return { ...scene, operationId: outcome.operationId as string };
}

test("lists read nothing of what an import left out; they have its number", async () => {
  const { installer, projectId, operationId } = await anImport(3);
  const statements = await statementsOf(async () => {
    const { operations } = await listOperations(ctxOf(installer), projectId);
    const listed = operations.find(({ id }) => id === operationId);
    expect(listed).toMatchObject({ done: 1, leftOutRows: 3, blockedCount: 0 });
    expect(listed).not.toHaveProperty("params");
    await activityChoices(ctxOf(installer), projectId);
  });
  for (const statement of statements) expect(statement).not.toMatch(DETAILS);
});

test("more rows than one statement takes come back whole, in their order, with what was wrong", async () => {
  const { installer, operationId } = await anImport(2_003);
  expect(await getOperation(ctxOf(installer), operationId)).toMatchObject({ leftOutRows: 2_003 });
  const { bytes, fileName } = await downloaded(await errorWorkbook(ctxOf(installer), operationId, "da"));
  const [sheet] = await readSheets(bytes, fileName);
  expect(sheet?.rows).toHaveLength(2_004);
  expect(sheet?.rows.map(({ cells }) => cells[1]).slice(0, 3)).toEqual(["Række i din fil", "2", "3"]);
  expect(sheet?.rows.at(-1)?.cells).toEqual(expect.arrayContaining(["2004", "x2002"]));
  const columns = templateColumns("apartment");
  expect(sheet?.rows[0]?.cells).toHaveLength(columns.length + 2);
  // The last column has its value too.
  expect(columns.at(-1)?.key).toBe(LAST);
  expect(sheet?.rows.at(-1)?.cells[columns.length + 1]).toBe("Port 7");
});

test("a fault of the fields given for all rows stands beside each of them", async () => {
  const { installer, operationId } = await anImport(1, { ...FIELDS.apartment, storeys: "mange" });
  const { bytes, fileName } = await downloaded(await errorWorkbook(ctxOf(installer), operationId, "da"));
  const [sheet] = await readSheets(bytes, fileName);
  expect(sheet?.rows.slice(1).map(({ cells }) => cells[0])).toEqual([
    "Antal etager skal være et helt tal, ikke »mange«.",
    expect.stringMatching(/^Husnr\. .* Antal etager skal være et helt tal, ikke »mange«\.$/),
  ]);
});

test("what older operations left out is moved without losing a row", async () => {
  const [imported, changed, plain] = ["1", "2", "3"].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
  const ofBatch = { row: null, field: "storeys", code: "a" };
  const [first, second] = [
    { row: 4, field: "door", code: "b" },
    { row: 4, field: "floor", code: "c" },
  ];
  const rows = [
    { row: 4, values: { street: "Bakkevej" } },
    { row: 7, values: {} },
  ];
  const back = new Error("everything as it was");
  const work = testDb().transaction(async (tx) => {
    const run = (statement: string) => tx.execute(sql.raw(statement));
    await run("drop table skipped_rows, operation_details");
    // With the policies that read them.
    for (const column of ["blocked_count", "missing_count", "left_out_rows"])
      await run(`alter table operations drop column ${column} cascade`);
    for (const column of ["blocked", "missing"])
      await run(`alter table operations add column ${column} jsonb not null default '[]'`);
    await run("alter table operations add column left_out jsonb");
    await run("delete from operations");
    const add = (id: string | undefined, blocked: unknown, missing: unknown, leftOut: unknown) =>
      tx.execute(sql`insert into operations (id, action, actor_name, blocked, missing, left_out) values
        (${id}, 'x', 'y', ${JSON.stringify(blocked)}, ${JSON.stringify(missing)}, ${leftOut && JSON.stringify(leftOut)})`);
    await add(imported, [], [], { rows, problems: [ofBatch, first, second] });
    await add(changed, [{ caseId: "a" }], ["b", "c"], { unchanged: ["d"] });
    await add(plain, [], [], null);
    const migration = readFileSync("db/migrations/0006_operation_details.sql", "utf8");
    for (const statement of migration.split("--> statement-breakpoint")) await run(statement);
    expect(
      await rowsOf(tx, sql`select blocked_count, missing_count, left_out_rows from operations order by id`),
    ).toEqual([
      { blocked_count: 0, missing_count: 0, left_out_rows: 2 },
      { blocked_count: 1, missing_count: 2, left_out_rows: 0 },
      { blocked_count: 0, missing_count: 0, left_out_rows: 0 },
    ]);
    expect(await rowsOf(tx, sql`select * from operation_details`)).toEqual([
      { operation_id: changed, blocked: [{ caseId: "a" }], missing: ["b", "c"], unchanged: ["d"] },
    ]);
    expect(await rowsOf(tx, sql`select * from skipped_rows order by "row"`)).toEqual([
      { operation_id: imported, row: 0, values: {}, problems: [ofBatch] },
      { operation_id: imported, row: 4, values: { street: "Bakkevej" }, problems: [first, second] },
      { operation_id: imported, row: 7, values: {}, problems: [] },
    ]);
    throw back;
  });
  await expect(work).rejects.toBe(back);
});

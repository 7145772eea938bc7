import { Client } from "pg";
import type { CaseState } from "@/lib/domain/vocabulary";
import { performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { wrongCounts } from "@/lib/server/cases/kept-counts";
import { addCases } from "@/lib/server/imports/import";
import { actorOfToken } from "@/lib/server/people/tokens";
import { BATCH_FIELDS, FIRST_POSTCODE, GRID_AREA, idOf, plannedCases, TOKENS } from "../bench/model";
import { type Query, seedPeople, seedProjects, withoutIndexes } from "../bench/seed";
import { testDb } from "../support/database";
import { aGroup, aProject, ctxOf } from "../support/factories";

const SIZES = { perProject: 40, perGroup: 10 };

let query: Query;
let close = async () => {};

/** Columns in which two cases, or their events, differ; the text that is searched has the number. */
const OF_ITS_OWN =
  "id number search_text project_id group_id installer_id handler_id created_at updated_at operation_id subject_id at answer_due due_on".split(
    " ",
  );

const actor = async (role: keyof typeof TOKENS) => {
  const person = await actorOfToken(testDb(), TOKENS[role]);
  if (!person) throw new Error("the token is unknown");
  return person as Parameters<typeof ctxOf>[0];
};
const shapeOf = (table: string) =>
  query(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = $1::regclass
     union all select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = $1::regclass
     order by 1, 2`,
    [table],
  );

/** One connection to the test's database, as the seed wants it. */
async function oneConnection(): Promise<(text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>> {
  const embedded = globalThis.projekterTestClient;
  if (embedded) return (text, values) => embedded.query(text, values);
  const client = new Client(globalThis.projekterTestUrl);
  await client.connect();
  close = () => client.end();
  return (text, values) => client.query(text, values);
}

beforeAll(async () => {
  const ask = await oneConnection();
  query = async <Row>(text: string, values?: unknown[]) => (await ask(text, values)).rows as Row[];
  await seedPeople(query, SIZES);
  await withoutIndexes(query, "cases", () => seedProjects(query, 1, 2, SIZES));
  await seedProjects(query, 3, 3, SIZES);
});
afterAll(() => close());

test("the bench's cases are counted, listed in order, found and changed like any others", async () => {
  expect(await wrongCounts(testDb())).toEqual([]);
  const ctx = ctxOf(await actor("installer"));
  for (const project of [1, 2, 3]) {
    const { cases, total } = await listCases(ctx, idOf("project", project), { limit: "100" });
    expect(total).toBe(SIZES.perProject);
    const streets = cases.map(({ addressParts }) => addressParts.street);
    expect(streets).toEqual(streets.toSorted((a, b) => a.localeCompare(b, "da")));
    expect(new Set(cases.map(({ addressParts }) => addressParts.postcode)).size).toBe(1);
  }
  const found = await listCases(ctx, idOf("project", 2), { q: "Vestergade 1" });
  expect(found.total).toBe(2);
  const { done } = await performAction(ctxOf(await actor("dso")), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { projectId: idOf("project", 2), filter: { state: "submitted" } },
  });
  expect(done).toBe(plannedCases(SIZES.perProject).filter(({ state }) => state === "submitted").length);
});

test("a case of the bench is stored as the application stores it, with one event", async () => {
  const installer = await actor("installer");
  const groupId = await aGroup(installer, await aProject(installer, GRID_AREA));
  const planned = plannedCases(SIZES.perProject).filter(
    ({ state }) => state === ("submitted" satisfies CaseState),
  );
  const postcode = String(FIRST_POSTCODE);
  const { created } = await addCases(ctxOf(installer), groupId, {
    fields: BATCH_FIELDS,
    addresses: planned.map(({ address, fields: { ampere, connectionDate, remarks, reference } }) => ({
      ...address,
      postcode,
      ampere,
      connectionDate,
      remarks,
      reference,
    })),
    acceptWarnings: true,
  });
  expect(created).toBe(planned.length);
  const stored = (inGroup: boolean) =>
    query(
      `select to_jsonb(c) - $1::text[] as whole, (
         select jsonb_agg(to_jsonb(e) - $1::text[]) from history_events e where e.subject_id = c.id::text
       ) as events
       from cases c where (c.group_id = $2) = $3 and c.state = 'submitted' and c.address_key = any($4) order by c.address_key`,
      [OF_ITS_OWN, groupId, inGroup, planned.map(({ key }) => key.replace("0000", postcode))],
    );
  const seeded = await stored(false);
  expect(seeded).toHaveLength(planned.length);
  expect(seeded).toEqual(await stored(true));
});

test("a table that was filled without its indexes has them all again", async () => {
  const before = await shapeOf("cases");
  await withoutIndexes(query, "cases", async () => {});
  expect(await shapeOf("cases")).toEqual(before);
  expect(before.length).toBeGreaterThan(10);
});

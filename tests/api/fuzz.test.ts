import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Client } from "pg";
import { z } from "zod";
import * as people from "@/lib/contract/inputs/people";
import * as places from "@/lib/contract/inputs/places";
import * as projects from "@/lib/contract/inputs/projects";
import * as seeding from "@/lib/contract/inputs/seeding";
import { ENDPOINTS, type Endpoint } from "@/lib/web/endpoints";
import { type Answer, call, facts, MISSING, type Sent, type Somebody, worldOf } from "../support/api-client";
import { type Document, documentOf } from "../support/api-document";
import { aScene, aWorkbook, type Scene } from "../support/api-scene";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { anyText, garbage, valueOf } from "../support/described-values";

/** Requests for each endpoint and each server action; `npm run prove -- S3` asks for many more. */
const EACH = Number(process.env.FUZZ_EACH ?? 25);
jest.setTimeout(60_000 + EACH * 10_000);

const world = worldOf(__filename);
const { installer, colleague, otherInstaller, dso, otherDso, admin } = world.people;
const somebody: fc.Arbitrary<Pick<Somebody, "token"> | null> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(installer) },
  { weight: 4, arbitrary: fc.constant(dso) },
  fc.constantFrom(colleague, otherInstaller, otherDso, admin),
  fc.constant({ token: installer.readToken }),
  fc.constant(null),
);

let scene: Scene;
let document: Document;
let ids: string[];
let client: Client | undefined;
beforeAll(async () => {
  scene = await aScene(world, 6);
  document = await documentOf(facts().url);
  ids = [scene.projectId, scene.groupId, ...scene.ids, scene.operationId, installer.id, dso.id, MISSING];
  if (facts().databaseUrl === "") return;
  client = new Client(facts().databaseUrl);
  await client.connect();
});
afterAll(() => client?.end());

/**
 * All that the world's companies have and have done, for other test files work in the same database. On the embedded
 * database, which the server alone can open, it is always empty, and only the answers are judged.
 */
async function everything(): Promise<unknown> {
  const owners = [installer.organisation?.id, otherInstaller.organisation?.id];
  const companies = [...owners, dso.organisation?.id, otherDso.organisation?.id];
  const rows = (table: string) =>
    `(select md5(string_agg(t::text, '' order by t.id)) from ${table} t where t.owner_id = any($1))`;
  const { rows: found } = (await client?.query(
    `select ${rows("projects")}, ${rows("cases")},
       (select md5(string_agg(g::text, '' order by g.id)) from groups g join projects p on p.id = g.project_id
         where p.owner_id = any($1)),
       (select count(*) from operations where organisation_id = any($2) or actor_id = $3) as operations,
       (select count(*) from history_events where organisation_id = any($2)) as events`,
    [owners, companies, admin.id],
  )) ?? { rows: [] };
  return found;
}

/** Whether the request was refused, be it in the last line of an answer that tells its progress. */
const isRefusal = ({ status, text, headers }: Answer) =>
  status >= 400 ||
  (headers.get("content-type")?.startsWith("application/x-ndjson") === true &&
    /^\{"problem"/.test(text.trim().split("\n").at(-1) ?? ""));

const schemaOf = (path: string, method: string) => {
  const content = document.paths[path]?.[method]?.requestBody?.content ?? {};
  return Object.values(content)[0]?.schema ?? {};
};
const context = () => ({ schemas: document.components.schemas, ids });

const queryOf = (endpoint: Endpoint, path: string, method: string): fc.Arbitrary<string> => {
  if (!endpoint.query) return fc.constantFrom("", "", "", "?", "?x=1", "?id=&id=");
  const described = document.paths[path]?.[method]?.parameters ?? [];
  const one = fc.oneof(
    ...described
      .filter((parameter) => parameter.in === "query")
      .map(({ name, schema }) =>
        fc.tuple(fc.constant(name), fc.oneof(valueOf(schema ?? {}, context()), anyText)),
      ),
  );
  return fc
    .array(fc.oneof({ weight: 9, arbitrary: one }, fc.tuple(anyText, anyText)), { maxLength: 4 })
    .map((pairs) => {
      const flat = pairs.flatMap(([name, value]) => [value].flat().map((each) => [name, textIn(each)]));
      return `?${new URLSearchParams(flat as string[][])}`;
    });
};
const textIn = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

const cell = fc.oneof(
  fc.constantFrom("Nygade", "1", "2740", "st", "tv", "", "=1+1", "31-12-2027"),
  anyText.map((text) => text.slice(0, 300)),
);
const workbook = fc
  .tuple(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 5 }), fc.array(anyText, { maxLength: 3 }))
  .map(([rows, heads]) => {
    // The known heads stand first, so that the rows are read as addresses.
    const known = ["Vejnavn", "Husnr.", "Postnr.", ...heads.map((head) => head.slice(0, 200))];
    return aWorkbook(rows, known);
  });
const file = fc.oneof(
  { weight: 5, arbitrary: workbook },
  fc
    .array(fc.array(cell), { maxLength: 5 })
    .map((rows) => new Blob([rows.map((row) => row.join(";")).join("\n")])),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => new Blob([bytes])),
);

const bodyOf = (endpoint: Endpoint, path: string, method: string): fc.Arbitrary<Sent> => {
  if (endpoint.form) {
    const fields = valueOf({ ...schemaOf(path, method), required: [] }, context());
    return fc.tuple(file, fc.constantFrom("a.xlsx", "a.csv", "a"), fields).map(([sheet, name, given]) => {
      const form = new FormData();
      form.set("file", sheet, name);
      for (const [key, value] of Object.entries(Object(given))) {
        if (key !== "file") form.append(key, textIn(value));
      }
      return { raw: form };
    });
  }
  if (method === "get") return fc.constant({});
  const described = endpoint.body ? valueOf(schemaOf(path, method), context()) : garbage;
  return fc.oneof(
    { weight: 12, arbitrary: described.map((body) => ({ body: body === undefined ? null : body })) },
    fc.constant({}),
    anyText.map((raw) => ({ raw, headers: { "content-type": "application/json" } })),
    described.map((body) => ({
      raw: JSON.stringify(body ?? null),
      headers: { "content-type": "text/plain" },
    })),
  );
};

const endpoints = Object.entries(ENDPOINTS).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Endpoint>).map(
    ([method, endpoint]) => [`${method.toUpperCase()} ${path}`, path, method, endpoint] as const,
  ),
);

test.each(endpoints)(
  "%s answers whatever is asked as documented, and a refusal changes nothing",
  async (_, path, method, endpoint) => {
    let before = await everything();
    const request = fc.record({
      who: somebody,
      id: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ids) }, anyText.map(asPart)),
      query: queryOf(endpoint, path, method),
      sent: bodyOf(endpoint, path, method),
      headers: fc.oneof(
        { weight: 6, arbitrary: fc.constant({}) },
        fc.constantFrom("a", "b", "c").map((key) => ({ "idempotency-key": `fuzz-${key}` })),
        fc.constant({ accept: "application/x-ndjson" }),
        fc.constantFrom("da", "en", "*", "x;q=y").map((language) => ({ "accept-language": language })),
      ),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ who, id, query, sent, headers }) => {
        const answer = await call(who, method.toUpperCase(), `${path.replace("{id}", id)}${query}`, {
          ...sent,
          headers: { ...sent.headers, ...headers },
          isForgiven: true,
        });
        if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text.slice(0, 500)}`);
        const after = await everything();
        if (isRefusal(answer)) expect(after).toEqual(before);
        before = after;
      }),
      { numRuns: EACH, endOnFailure: true },
    );
  },
);

/** Every server action of the build, and a page that has it. */
const actions = Object.entries(
  JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")).node as Record<
    string,
    { exportedName: string; workers: Record<string, unknown> }
  >,
).map(([id, { exportedName, workers }]) => {
  const [page = ""] = Object.keys(workers);
  return [exportedName, id, page.replace(/^app|\/\([^)]*\)|\/page$/g, "").replace("[id]", MISSING)] as const;
});

/** An error in a component stream; Next sends redirects and missing pages as errors too. */
const FAULT = /^\w+:E\{(?!"digest":"NEXT_)/m;

/** What the verbs behind the actions parse, each offered to every action. */
const parsed = [people, places, projects, seeding]
  .flatMap((module) => Object.values(module))
  .filter((one) => one instanceof z.ZodType)
  .map((one) => z.toJSONSchema(one, { io: "input", unrepresentable: "any" }));

test.each(actions)(
  "the action %s answers whatever it is given, and a refusal changes nothing",
  async (name, id, page) => {
    const { url } = facts();
    // Of people only one whom no other test here needs.
    const known = { schemas: {}, ids: [scene.projectId, scene.groupId, ...scene.ids, colleague.id, MISSING] };
    const args = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...known.ids) },
        { weight: 6, arbitrary: fc.oneof(...parsed.map((schema) => valueOf(schema, known))) },
        garbage,
      ),
      { maxLength: 3 },
    );
    const whoever =
      name.endsWith("Action") && page.startsWith("/admin") ? [admin, dso] : [installer, dso, admin];
    const cookies = [...(await Promise.all(whoever.map((who) => sessionCookie(url, who)))), ""];
    let before = await everything();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cookies), args, anyText, async (cookie, given, raw) => {
        const response = await fetch(`${url}${page || "/"}`, {
          method: "POST",
          headers: { cookie, origin: url, "next-action": id, "content-type": "text/plain;charset=UTF-8" },
          body: given.length === 0 ? raw : JSON.stringify(given),
          redirect: "manual",
        });
        const text = await response.text();
        if (response.status >= 500 || FAULT.test(text))
          throw new Error(`${response.status} ${text.slice(0, 800)}`);
        const after = await everything();
        if (/"ok":false/.test(text) || response.status >= 400) expect(after).toEqual(before);
        before = after;
      }),
      { numRuns: EACH, endOnFailure: true },
    );
  },
);

/** As a part of an address: an empty one, or one of dots, would ask for another route. */
function asPart(text: string): string {
  return /^\.*$/.test(text) ? "x" : encodeURIComponent(text.toWellFormed());
}

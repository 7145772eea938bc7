/**
 * What heavy work costs somebody else: a second user's project list, asked for every 100 ms while one person's work on
 * 50,000 cases runs on the production build. By hand, after a build; runs on a new database of the server that
 * DATABASE_URL names, or on an embedded one: tsx --conditions=react-server tests/bench/neighbour.ts [WORK]
 * One JSON line for each work: {item, work, workMs, status, ownMs, worstMs, peakMiB}. `ownMs` is the page's median while
 * nothing else runs.
 */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Pool } from "pg";
import { type Db, migratePostgres, openEmbedded, openPostgres } from "@/db/client";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { hashPassword } from "@/lib/server/people/passwords";
import { rowsOf } from "@/lib/server/kernel/sql";
import { createToken } from "@/lib/server/people/tokens";
import { freePort, serve } from "../../scripts/serve.mjs";
import { fillDatabase } from "../support/database";
import { aGroup, aProject, aWorld, ctxOf, FIELDS } from "../support/factories";

const CASES = 50_000;
const ROWS = 20_000;
const EVERY_MS = 100;
const PASSWORD = "et kodeord til prøver";

const addresses = (street: string, n: number) =>
  Array.from({ length: n }, (_, i) => ({
    street: `${street} ${Math.floor(i / 10_000) + 1}. sti`,
    houseNo: String(1 + Math.floor((i % 10_000) / 40)),
    floor: String(1 + Math.floor((i % 40) / 4)),
    door: String(1 + (i % 4)),
    postcode: "2740",
    reference: `R-${i}`,
  }));
const faulty = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ street: `Ukendt vej ${i}`, houseNo: "x", postcode: "27" }));

/** One project of 50,000 cases with everything that happened to them, and who may ask. */
async function fill(db: Db) {
  fillDatabase(db);
  const world = await aWorld();
  const projectId = await aProject(world.installer, world.gridArea, "Havnen");
  const ctx = () => ctxOf(world.installer, new Date());
  const types = ["apartment", "business", "terraced_house", "youth_elderly_care", "apartment"] as const;
  let groupId = "";
  for (const [i, type] of types.entries()) {
    groupId = await aGroup(world.installer, projectId, type);
    const rows = addresses(`Kaj ${String.fromCharCode(65 + i)}`, CASES / types.length);
    await addCases(ctx(), groupId, { fields: FIELDS[type], addresses: rows, acceptWarnings: true });
  }
  const edited = await performAction(ctx(), {
    action: "edit",
    params: { set: { ampere: 20 } },
    selection: { projectId, filter: {} },
    acceptWarnings: true,
  });
  const skipped = await addCases(ctx(), groupId, {
    fields: FIELDS.apartment,
    addresses: faulty(ROWS),
    onError: "skip",
  });
  const emptyProject = await aProject(world.installer, world.gridArea, "Nybyg");
  const emptyGroup = await aGroup(world.installer, emptyProject);
  for (let i = 0; i < 5; i += 1) await aProject(world.otherInstaller, world.gridArea, `Naboens ${i}`);
  const { token } = await createToken(ctx(), { name: "Måling" });
  const { token: colleague } = await createToken(ctxOf(world.colleague, new Date()), { name: "Måling" });
  await db.execute(sql`update users set password_hash = ${await hashPassword(PASSWORD)}`);
  const ids = await rowsOf<{ id: string }>(
    db,
    sql`select id from cases where project_id = ${projectId}::uuid`,
  );
  return {
    projectId,
    groupId,
    emptyGroup,
    token,
    colleague,
    ids: ids.map(({ id }) => id),
    edited: edited.operationId,
    skipped: skipped.operationId,
    emails: { own: world.installer.email, other: world.otherInstaller.email },
  };
}
type Facts = Awaited<ReturnType<typeof fill>>;

async function logIn(base: string, email: string): Promise<string> {
  const keep = (response: Response) => response.headers.getSetCookie().map((one) => one.split(";")[0]);
  const first = await fetch(`${base}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const second = await fetch(`${base}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: keep(first).join("; "), origin: base },
    body: new URLSearchParams({ csrfToken, email, password: PASSWORD, json: "true" }),
  });
  if (second.status !== 200) throw new Error(`no log-in: ${second.status} ${await second.text()}`);
  return keep(second).join("; ");
}

type Work = () => Promise<{ status: number; bytes: number }>;

function worksOf(base: string, facts: Facts, cookie: string): Record<string, Work> {
  const drained = async (response: Response) => {
    let bytes = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) bytes += chunk.length;
    return { status: response.status, bytes };
  };
  const get = async (path: string, token = facts.token) =>
    drained(await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } }));
  const page = async (path: string) => drained(await fetch(`${base}${path}`, { headers: { cookie } }));
  const post = async (path: string, body: unknown) =>
    drained(
      await fetch(`${base}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${facts.token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  const all = async (works: ReturnType<Work>[]) => {
    const done = await Promise.all(works);
    return {
      status: Math.max(...done.map(({ status }) => status)),
      bytes: done.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  };
  const project = `/api/v1/projects/${facts.projectId}`;
  const edit = (ampere: number, selection: unknown) =>
    post("/api/v1/cases/actions", {
      action: "edit",
      params: { set: { ampere } },
      selection,
      acceptWarnings: true,
    });
  const filter = { projectId: facts.projectId, filter: {} };
  return {
    export: () => get(`${project}/export.xlsx`),
    "two exports": () => all([get(`${project}/export.xlsx`), get(`${project}/export.xlsx`, facts.colleague)]),
    print: () => page(`/projects/${facts.projectId}/print`),
    "errors.xlsx": () => get(`/api/v1/operations/${facts.skipped}/errors.xlsx`),
    "report.xlsx": () => get(`/api/v1/operations/${facts.edited}/report.xlsx`),
    "report page": () => page(`/operations/${facts.edited}`),
    "report JSON": () => get(`/api/v1/operations/${facts.skipped}`),
    activity: () => page(`/projects/${facts.projectId}/activity`),
    "24 documents": () =>
      all(Array.from({ length: 24 }, async () => drained(await fetch(`${base}/api/docs`)))),
    "project page": () => page(`/projects/${facts.projectId}`),
    "import check": () =>
      post(`/api/v1/groups/${facts.emptyGroup}/cases`, {
        fields: FIELDS.apartment,
        addresses: faulty(ROWS),
        mode: "check",
      }),
    "import commit": () =>
      post(`/api/v1/groups/${facts.emptyGroup}/cases`, {
        fields: FIELDS.apartment,
        addresses: addresses("Nyvej", ROWS),
        acceptWarnings: true,
      }),
    "bulk by ids": () => edit(25, { ids: facts.ids }),
    "bulk by filter": () => edit(16, filter),
    "offers by ids": () => post("/api/v1/cases/offers", { selection: { ids: facts.ids } }),
    "values by filter": () => post("/api/v1/cases/values", { selection: filter }),
    "bulk refused": () =>
      post("/api/v1/cases/actions", {
        action: "complete",
        params: { completedOn: "2026-11-23" },
        selection: filter,
      }),
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main() {
  const given = process.env.DATABASE_URL;
  const data = mkdtempSync(join(tmpdir(), "projekter-neighbour-"));
  const name = `projekter_neighbour_${randomBytes(4).toString("hex")}`;
  const url = given && Object.assign(new URL(given), { pathname: `/${name}` }).href;
  const administer = async (statement: string) => {
    const pool = new Pool({ connectionString: given, max: 1 });
    await pool.query(statement);
    await pool.end();
  };
  if (url) {
    await administer(`create database ${name}`);
    await migratePostgres(url);
  }
  const { db, close } = url ? await openPostgres(url) : await openEmbedded(data);
  const facts = await fill(db);
  if (url) await db.execute(sql`analyze`);
  await close();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = {
    DATABASE_URL: url ?? "",
    DATA_DIR: data,
    NEXTAUTH_URL: base,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
  };
  const server: ChildProcess = await serve({ folder: process.env.NEXT_DIST_DIR ?? ".next", port, env });
  try {
    const [own, other] = [await logIn(base, facts.emails.own), await logIn(base, facts.emails.other)];
    const neighbour = async () => {
      const start = performance.now();
      const response = await fetch(`${base}/projects`, { headers: { cookie: other } });
      await response.text();
      if (response.status !== 200) throw new Error(`the neighbour's page answered ${response.status}`);
      return performance.now() - start;
    };
    const alone: number[] = [];
    for (let i = 0; i < 30; i += 1) {
      alone.push(await neighbour());
      await wait(EVERY_MS / 2);
    }
    const ownMs = Math.round(median(alone.slice(10)));
    for (const [work, run] of Object.entries(worksOf(base, facts, own))) {
      if (!work.startsWith(process.argv[2] ?? "")) continue;
      writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
      const asked: Promise<number>[] = [];
      const start = performance.now();
      let hasEnded = false;
      const running = run().finally(() => {
        hasEnded = true;
      });
      running.catch(() => {});
      while (!hasEnded) {
        const asking = neighbour();
        asking.catch(() => {});
        asked.push(asking);
        await wait(EVERY_MS);
      }
      const { status, bytes } = await running.catch(() => ({ status: 0, bytes: 0 }));
      const workMs = Math.round(performance.now() - start);
      const waits = await Promise.allSettled(asked);
      const failed = waits.filter((one) => one.status === "rejected").length;
      const worstMs = Math.round(
        Math.max(...waits.map((one) => (one.status === "fulfilled" ? one.value : 0))),
      );
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1];
      const line = { item: "P11", work, workMs, status, bytes, ownMs, worstMs, ...(failed && { failed }) };
      process.stdout.write(`${JSON.stringify({ ...line, peakMiB: Math.round(Number(peak) / 1024) })}\n`);
      await wait(1_000);
    }
  } finally {
    server.kill();
    await new Promise((resolve) => server.on("close", resolve));
    rmSync(data, { recursive: true, force: true });
    if (url) await administer(`drop database ${name} with (force)`);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

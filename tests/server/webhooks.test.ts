import { readFileSync } from "node:fs";
import ts from "typescript";
import { env } from "@/lib/env";
import { performAction } from "@/lib/server/cases/bulk";
import { countUndelivered, deliverDue } from "@/lib/server/events/deliveries";
import { listEvents } from "@/lib/server/events/events";
import { isPublicAddress, postFenced, refusalOfUrl } from "@/lib/server/events/fenced-request";
import {
  countEndedWebhooks,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  setWebhookActive,
  tryWebhook,
} from "@/lib/server/events/webhooks";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { setOrganisationActive } from "@/lib/server/people/organisations";
import { purge } from "@/lib/server/retention/purge";
import { OPERATOR } from "@/db/scope";
import { rawRows, testDbFor } from "../support/database";
import { aGroup, aProject, aProjectWithCases, ctxOf, NOW, someCases } from "../support/factories";
import { type Arrived, aReceiver } from "../support/receiver";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const after = (ms: number) => new Date(NOW.getTime() + ms);
const deliver = (ms = 0) => deliverDue(testDbFor, () => after(ms));

const receivers: Awaited<ReturnType<typeof aReceiver>>[] = [];
const received = async (...answers: Parameters<typeof aReceiver>) => {
  const receiver = await aReceiver(...answers);
  receivers.push(receiver);
  return receiver;
};
beforeEach(async () => {
  env.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"];
  await rawRows("delete from webhooks");
});
afterEach(async () => {
  env.WEBHOOK_INTERNAL_HOSTS = undefined;
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

const hookOf = (admin: Actor, company: Actor, url: string) =>
  createWebhook(ctxOf(admin), { organisationId: company.organisation?.id, url });
const approve = (actor: Actor, ids: string[]) =>
  performAction(ctxOf(actor), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { ids },
  });
const edit = (ctx: Ctx, ids: string[]) =>
  performAction(ctx, {
    action: "edit",
    params: { set: { connectionPoint: `Skab ${crypto.randomUUID().slice(0, 8)}` } },
    selection: { ids },
  });
const standing = (webhookId: string) =>
  rawRows<{ state: string; attempts: number; inSeconds: number; result: string | null }>(
    `select case when delivered_at is not null then 'delivered' when given_up_at is not null then 'given up' else 'waiting' end as state,
       attempts, extract(epoch from due_at - '${NOW.toISOString()}'::timestamptz)::int as "inSeconds", last_result as result
     from webhook_deliveries where webhook_id = $1 order by created_at, due_at`,
    [webhookId],
  );

/** What docs/api.md tells a receiver to do, as it stands there. */
const verify = (() => {
  const blocks = [...readFileSync("docs/api.md", "utf8").matchAll(/```ts\n([\s\S]*?)```/g)];
  const [, source = ""] = blocks.find(([, code]) => code?.includes("webhook-signature")) ?? [];
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const made: { isFromProjekter?: (secret: string, headers: object, body: string) => boolean } = {};
  new Function("exports", "require", outputText)(made, require);
  if (!made.isFromProjekter) throw new Error("docs/api.md verifies nothing");
  return made.isFromProjekter;
})();
/** At the time of the delivery: an old one is not genuine. */
function isGenuine(secret: string, { headers, body }: Arrived, now = NOW): boolean {
  jest.spyOn(Date, "now").mockReturnValue(now.getTime());
  try {
    return verify(secret, headers, body);
  } finally {
    jest.restoreAllMocks();
  }
}

test("a company's system is told of an operation once, signed, in the same words as the feed", async () => {
  const { admin, dso, installer, ids } = await aProjectWithCases(3);
  const [own, others] = [await received(200), await received(204)];
  const { id, secret } = await hookOf(admin, installer, own.url);
  const other = await hookOf(admin, dso, others.url);
  const { operationId } = await approve(dso, ids);
  expect(await deliver()).toBe(2);
  expect(await deliver(HOUR)).toBe(0);
  for (const [receiver, actor, key, foreign] of [
    [own, installer, secret, other.secret],
    [others, dso, other.secret, secret],
  ] as const) {
    const [first] = receiver.arrived;
    if (!first) throw new Error("nothing arrived");
    expect(receiver.arrived).toHaveLength(1);
    const { events } = await listEvents(ctxOf(actor), {});
    expect(JSON.parse(first.body)).toEqual(events.find((event) => event.id === operationId));
    expect(first.headers).toMatchObject({ "content-type": "application/json", "user-agent": "Projekter" });
    expect(Number(first.headers["webhook-timestamp"])).toBe(NOW.getTime() / 1_000);
    expect(isGenuine(key, first)).toBe(true);
    expect(isGenuine(foreign, first)).toBe(false);
    expect(isGenuine(key, first, after(HOUR))).toBe(false);
    expect(isGenuine(key, { ...first, body: first.body.replace("approve", "reject") })).toBe(false);
  }
  expect(JSON.parse(own.arrived[0]?.body ?? "{}").by).toEqual({
    organisation: dso.organisation?.name,
    person: null,
  });
  expect(await standing(id)).toEqual([
    expect.objectContaining({ state: "delivered", attempts: 1, result: "200" }),
  ]);
});

test("nothing is signed with another secret than the receiver was given: it waits, and says why", async () => {
  const { admin, dso, installer, ids } = await aProjectWithCases(1);
  const receiver = await received(200, 200);
  const { id } = await hookOf(admin, installer, receiver.url);
  await approve(dso, ids);
  const hashes = () => rawRows<{ hash: string }>("select key_hash as hash from webhooks where id = $1", [id]);
  const [row] = await hashes();
  await rawRows("update webhooks set key_hash = 'of another' where id = $1", [id]);
  expect(await deliver()).toBe(0);
  expect(receiver.arrived).toEqual([]);
  expect(await standing(id)).toEqual([
    expect.objectContaining({ state: "waiting", attempts: 1, result: "other_secret" }),
  ]);
  expect(await listWebhooks(ctxOf(admin))).toEqual([expect.objectContaining({ lastResult: "other_secret" })]);
  await rawRows("update webhooks set key_hash = $2 where id = $1", [id, row?.hash]);
  expect(await deliver(HOUR)).toBe(1);
  // One from before it was stored keeps the secret that its first delivery was taken with.
  await rawRows("update webhooks set key_hash = null where id = $1", [id]);
  await tryWebhook(ctxOf(admin), id);
  expect(await deliver(HOUR)).toBe(1);
  expect(await hashes()).toEqual([row]);
});

test("another company's operation is never told, and one over several companies as each sees it", async () => {
  const { world, admin, installer, otherInstaller, dso, otherDso, ids } = await aProjectWithCases(2);
  const [own, other, grid, strange] = [
    await received(200),
    await received(200),
    await received(200),
    await received(200),
  ];
  for (const [actor, { url }] of [
    [installer, own],
    [otherInstaller, other],
    [dso, grid],
    [otherDso, strange],
  ] as const)
    await hookOf(admin, actor, url);
  const project = await aProject(otherInstaller, world.gridArea);
  const others = await someCases(otherInstaller, await aGroup(otherInstaller, project), "apartment", 1);
  const { operationId } = await approve(dso, [...ids, ...others.map(({ id }) => id)]);
  await deliver();
  const told = ({ arrived }: typeof own) => arrived.map(({ body }) => JSON.parse(body));
  expect(told(own)).toEqual([expect.objectContaining({ type: "approve", cases: 2 })]);
  expect(told(own)[0].id).not.toBe(operationId);
  expect(
    told(other)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(["approve", "create_cases", "create_group", "create_project"]);
  expect(new Set(told(other).map(({ projectId }) => projectId))).toEqual(new Set([project]));
  expect(told(grid).filter(({ type }) => type === "approve")).toEqual([
    expect.objectContaining({ id: operationId, cases: 3 }),
  ]);
  expect(strange.arrived).toEqual([]);
});

test("what a company sees no more when it is its turn is not told", async () => {
  const { world, admin, dso, otherDso, ids } = await aProjectWithCases(1);
  const receiver = await received(200);
  const { id } = await hookOf(admin, dso, receiver.url);
  await approve(dso, ids);
  await rawRows("update grid_areas set dso_id = $1 where code = $2", [
    otherDso.organisation?.id,
    world.gridArea,
  ]);
  expect(await deliver()).toBe(0);
  expect(receiver.arrived).toEqual([]);
  expect(await standing(id)).toEqual([]);
});

test("an operation that was taken back with its transaction is not told", async () => {
  const { admin, dso, ids } = await aProjectWithCases(1);
  const { id } = await hookOf(admin, dso, "https://erp.example/");
  const refused = testDbFor({ role: "dso", user: dso.id, company: dso.organisation?.id }).transaction(
    async (db) => {
      await performAction(
        { ...ctxOf(dso), db },
        { action: "approve", params: { connectionPoint: "S" }, selection: { ids } },
      );
      throw new Error("taken back");
    },
  );
  await expect(refused).rejects.toThrow("taken back");
  expect(await standing(id)).toEqual([]);
});

test("a receiver that fails is asked again with growing pauses, under the same id, and then takes it", async () => {
  const { admin, dso, installer, ids } = await aProjectWithCases(1);
  const receiver = await received(500, (response) => response.destroy(), 302, 500, 200);
  const { id } = await hookOf(admin, installer, receiver.url);
  await approve(dso, ids);
  const steps: [ms: number, inSeconds: number, result: string][] = [
    [0, 10, "500"],
    [10_000, 30, "ECONNRESET"],
    // A redirect is not followed.
    [30_000, 70, "302"],
    [70_000, 150, "500"],
  ];
  const told = () => countUndelivered(testDbFor(OPERATOR));
  expect(await told()).toEqual({ waiting: 1, failing: 0 });
  for (const [ms, inSeconds, result] of steps) {
    expect(await deliver(ms - 1)).toBe(0);
    expect(await deliver(ms)).toBe(0);
    expect(await standing(id)).toEqual([expect.objectContaining({ state: "waiting", inSeconds, result })]);
    expect(await told()).toEqual({ waiting: 1, failing: 1 });
  }
  expect((await listWebhooks(ctxOf(admin)))[0]).toMatchObject({
    failingSince: NOW,
    lastResult: "500",
    waiting: 1,
  });
  expect(await deliver(150_000)).toBe(1);
  expect(await told()).toEqual({ waiting: 0, failing: 0 });
  expect(receiver.arrived).toHaveLength(5);
  expect(new Set(receiver.arrived.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(receiver.arrived.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(5);
  expect((await listWebhooks(ctxOf(admin)))[0]).toMatchObject({
    failingSince: null,
    lastResult: "200",
    waiting: 0,
  });
});

test("a receiver that never answers is left after ten seconds, and holds up no other", async () => {
  const { admin, dso, installer, ids } = await aProjectWithCases(1);
  const [dead, alive] = [await received(() => {}), await received(200)];
  const { id } = await hookOf(admin, installer, dead.url);
  await hookOf(admin, dso, alive.url);
  await approve(dso, ids);
  expect(await deliver()).toBe(1);
  expect(alive.arrived).toHaveLength(1);
  expect(await standing(id)).toEqual([expect.objectContaining({ state: "waiting", result: "timeout" })]);
}, 30_000);

test("what nobody took for a day is given up, and a webhook that failed for three days is switched off", async () => {
  const { admin, dso, installer, ids } = await aProjectWithCases(2);
  const receiver = await received(503);
  const { id } = await hookOf(admin, installer, receiver.url);
  await approve(dso, ids.slice(0, 1));
  let ms = 0;
  for (let tries = 1; (await standing(id))[0]?.state === "waiting"; tries += 1) {
    expect(tries).toBeLessThan(50);
    await deliver(ms);
    ms = Math.max(ms, ((await standing(id))[0]?.inSeconds ?? 0) * 1_000);
  }
  expect(ms).toBeGreaterThanOrEqual(DAY);
  expect(ms).toBeLessThan(DAY + 3 * HOUR);
  expect(receiver.arrived.length).toBeGreaterThan(20);
  expect((await listWebhooks(ctxOf(admin)))[0]).toMatchObject({
    givenUp: 1,
    waiting: 0,
    isActive: true,
    endedAt: null,
  });
  expect(await countEndedWebhooks(ctxOf(admin))).toBe(0);

  const late = { ...ctxOf(dso), now: after(3 * DAY) };
  for (const selected of [ids.slice(1), ids.slice(0, 1)]) await edit(late, selected);
  await deliver(3 * DAY);
  expect((await listWebhooks(ctxOf(admin)))[0]).toMatchObject({
    isActive: false,
    endedAt: after(3 * DAY),
    waiting: 0,
    givenUp: 3,
  });
  expect(await countEndedWebhooks(ctxOf(admin))).toBe(1);
  // While it is off nothing is written for it; once it is on again, what is done from then on.
  await edit(late, ids);
  expect(await standing(id)).toHaveLength(3);
  await setWebhookActive(ctxOf(admin), id, { isActive: true });
  expect((await listWebhooks(ctxOf(admin)))[0]).toMatchObject({
    isActive: true,
    endedAt: null,
    failingSince: null,
  });
  expect(await countEndedWebhooks(ctxOf(admin))).toBe(0);
  await edit(late, ids);
  expect(await standing(id)).toHaveLength(4);
});

test("two instances that deliver at the same time tell each operation once", async () => {
  const { admin, dso, ids } = await aProjectWithCases(12);
  const receiver = await received(200);
  await hookOf(admin, dso, receiver.url);
  for (const id of ids) await approve(dso, [id]);
  const told = await Promise.all([deliver(), deliver(), deliver()]);
  expect(told.reduce((all, one) => all + one, 0)).toBe(12);
  expect(receiver.arrived).toHaveLength(12);
  expect(new Set(receiver.arrived.map(({ headers }) => headers["webhook-id"])).size).toBe(12);
});

test("a try that nobody finished is made again once its time is over", async () => {
  const { admin, dso, ids } = await aProjectWithCases(1);
  const receiver = await received(200);
  const { id } = await hookOf(admin, dso, receiver.url);
  await approve(dso, ids);
  // As a process leaves it that ended while it waited for the answer.
  await rawRows(
    "update webhook_deliveries set attempts = 1, due_at = $1::timestamptz + interval '60 seconds'",
    [NOW.toISOString()],
  );
  expect(await deliver(59_000)).toBe(0);
  expect(await deliver(60_000)).toBe(1);
  expect(await standing(id)).toEqual([expect.objectContaining({ state: "delivered", attempts: 2 })]);
});

test("a trial is signed and says so; a webhook that is off, or of a closed company, is told nothing", async () => {
  const { admin, installer, dso, ids } = await aProjectWithCases(2);
  const receiver = await received(200);
  const { id, secret } = await hookOf(admin, installer, receiver.url);
  await tryWebhook(ctxOf(admin), id);
  expect(await deliver()).toBe(1);
  const [trial] = receiver.arrived;
  if (!trial) throw new Error("nothing arrived");
  expect(JSON.parse(trial.body)).toEqual({
    id: trial.headers["webhook-id"],
    type: "trial",
    at: NOW.toISOString(),
  });
  expect(isGenuine(secret, trial)).toBe(true);

  await approve(dso, ids.slice(0, 1));
  await setWebhookActive(ctxOf(admin), id, { isActive: false });
  await approve(dso, ids.slice(1));
  await expect(tryWebhook(ctxOf(admin), id)).rejects.toMatchObject({ code: "not_found" });
  await setWebhookActive(ctxOf(admin), id, { isActive: true });
  await tryWebhook(ctxOf(admin), id);
  await setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: false });
  expect(await deliver(DAY)).toBe(0);
  expect(receiver.arrived).toHaveLength(1);
  await deleteWebhook(ctxOf(admin), id);
  expect(await rawRows("select 1 from webhook_deliveries")).toEqual([]);
  await expect(deleteWebhook(ctxOf(admin), id)).rejects.toMatchObject({ code: "not_found" });
});

test("the secret stands nowhere, and log and history name the host alone", async () => {
  const { admin, installer } = await aProjectWithCases(1);
  const { id, secret } = await hookOf(admin, installer, "https://erp.example/hook/hemmelig?key=1234");
  await tryWebhook(ctxOf(admin), id);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const kept = [
    ...(await rawRows("select * from webhooks w join webhook_deliveries d on d.webhook_id = w.id")),
    ...(await listWebhooks(ctxOf(admin))),
  ];
  const by = (table: string) =>
    rawRows(`select * from ${table} where actor_id = $1 and action like '%webhook%'`, [admin.id]);
  const told = [...(await by("operations")), ...(await by("history_events")), ...(await by("audit_events"))];
  expect(kept).toHaveLength(2);
  expect(told).toHaveLength(6);
  expect(JSON.stringify([kept, told])).not.toContain(secret.slice(6, 30));
  expect(JSON.stringify(told)).toContain("erp.example");
  expect(JSON.stringify(told)).not.toContain("hemmelig");
});

test("addresses without https or in our own network are refused, before and after the name is looked up", async () => {
  delete env.WEBHOOK_INTERNAL_HOSTS;
  const { admin, installer } = await aProjectWithCases(1);
  const refused = async (url: string) =>
    hookOf(admin, installer, url).then(
      () => null,
      ({ code, detail }) => (code === "invalid" ? detail.faults[0] : code),
    );
  for (const [url, code] of [
    ["", "required"],
    ["erp.example", "not_https"],
    ["http://erp.example/", "not_https"],
    ["ftp://erp.example/", "not_https"],
    ["https://user:secret@erp.example/", "not_https"],
    ["https://10.1.2.3/", "internal_address"],
    ["https://0x7f.1/", "internal_address"],
    ["https://2130706434/", "internal_address"],
    ["https://169.254.169.254/latest/meta-data", "internal_address"],
    ["https://[::1]/", "internal_address"],
    ["https://[::ffff:10.0.0.1]/", "internal_address"],
    ["https://[fd00::1]/", "internal_address"],
    [`https://erp.example/${"x".repeat(500)}`, "too_long"],
  ] as const)
    expect([url, await refused(url ?? "")]).toEqual([url, expect.objectContaining({ path: "url", code })]);
  expect(await refused("https://93.184.215.14/hook")).toBeNull();
  expect(await hookOf(admin, admin, "https://erp.example/").catch(({ code }) => code)).toBe("invalid");

  const ours = await received(200);
  const post = (url: string) => postFenced(url, { headers: {}, body: "{}", ms: 5_000 });
  expect(await post(ours.url)).toBe("not_https");
  expect(await post(`https://127.0.0.1:${ours.port}/`)).toBe("internal_address");
  // A public name that leads into our network: only the name server's answer tells.
  expect(refusalOfUrl(new URL(`https://localhost:${ours.port}/`))).toBeNull();
  expect(await post(`https://localhost:${ours.port}/`)).toBe("internal_address");
  expect(ours.arrived).toEqual([]);
  env.WEBHOOK_INTERNAL_HOSTS = ["localhost"];
  expect(await post(`http://localhost:${ours.port}/`)).toBe("200");
  expect(await post(`https://localhost:${ours.port}/`)).not.toMatch(/^\d/);
});

test("an answer without an end costs nobody more than the limit", async () => {
  const { port } = await received((response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write("x".repeat(10_000)));
      if (!response.destroyed) response.once("drain", write);
    };
    write();
  });
  expect(await postFenced(`http://127.0.0.1:${port}/`, { headers: {}, body: "{}", ms: 20_000 })).toBe("200");
}, 15_000);

test.each([
  ["8.8.8.8", true],
  ["100.63.255.255", true],
  ["100.64.0.1", false],
  ["172.15.0.1", true],
  ["172.31.255.255", false],
  ["192.168.1.1", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["239.1.2.3", false],
  ["2a00:1450:400f::200e", true],
  ["2001:db8::1", false],
  ["2002:a00:1::", false],
  ["64:ff9b::a00:1", false],
  ["fe80::1", false],
  ["::ffff:8.8.8.8", false],
  ["::", false],
])("%s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

test("what was and was not delivered is kept for a month", async () => {
  const { admin, dso, ids } = await aProjectWithCases(1);
  const { id } = await hookOf(admin, dso, "https://erp.example/");
  await approve(dso, ids);
  const db = testDbFor(OPERATOR);
  expect(await purge(db, after(29 * DAY))).toMatchObject({ webhook_deliveries: 0 });
  expect(await purge(db, after(31 * DAY))).toMatchObject({ webhook_deliveries: 1 });
  expect(await standing(id)).toEqual([]);
});

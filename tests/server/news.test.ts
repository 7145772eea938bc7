import { createTransport } from "nodemailer";
import { sql } from "drizzle-orm";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import type { NewsTold } from "@/lib/domain/news";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";
import { postDaily } from "@/lib/server/mail/daily";
import { sendDue } from "@/lib/server/mail/sender";
import { countUnread, listNotifications, markRead, openNotice } from "@/lib/server/news/notifications";
import { getWishes, setWishes, unsubscribe, unsubscribedFrom } from "@/lib/server/news/wishes";
import { unsubscribeToken } from "@/lib/server/kernel/secret";
import { undoOperation } from "@/lib/server/operations/undo";
import { askForAccess } from "@/lib/server/people/access-requests";
import { setUserActive } from "@/lib/server/people/users";
import { rawRows, statementsOf, testDb, testDbFor } from "../support/database";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  aWorld,
  ctxOf,
  FIELDS,
  lead,
  NOW,
  someCases,
} from "../support/factories";
import { aMailServer, type MailServer, wordsOf } from "../support/mail-server";

jest.setTimeout(60_000);

const MINUTE = 60_000;
const after = (ms: number) => new Date(NOW.getTime() + ms);
const clear = () => rawRows("delete from outbox").then(() => rawRows("delete from notifications"));
beforeEach(clear);

/** What somebody is told, newest first. */
const toldTo = async (actor: Actor, now = NOW) =>
  (await listNotifications(ctxOf(actor, now))).notifications.map(
    ({ action, kind, count, projects, by, projectName, readAt, undoneAt }) => ({
      action,
      kind,
      count,
      projects,
      by,
      projectName,
      isRead: readAt !== null,
      isUndone: undoneAt !== null,
    }),
  );
type Waiting = { receiver: string; kind: string; news: NewsTold[]; inSeconds: number };
const mails = () =>
  rowsOf<Waiting>(
    testDb(),
    sql`select receiver, kind, params->'news' as news, extract(epoch from due_at - ${NOW.toISOString()}::timestamptz)::int as "inSeconds"
      from outbox order by created_at, receiver`,
  );
const act = (actor: Actor, action: string, ids: string[], params: object = {}, now = NOW) =>
  performAction(ctxOf(actor, now), { action, params, selection: { ids } });
const APPROVAL = { connectionPoint: "Skab 1" };
const READY = { meterDate: "2026-12-01", supplierChosen: true, meterPlaceLabelled: true };

describe("who is told", () => {
  test("new cases: everybody of the grid company once, however many cases; nobody else", async () => {
    const { world, projectId } = await aProjectWithCases(30);
    const { installer, dso, dsoColleague } = world;
    const [{ name } = { name: "" }] = await rawRows<{ name: string }>(
      `select name from projects where id = '${projectId}'`,
    );
    const told = {
      action: "create_cases",
      kind: "waiting",
      count: 30,
      projects: 1,
      by: installer.organisation?.name,
      projectName: name,
      isRead: false,
      isUndone: false,
    };
    expect(await toldTo(dso)).toEqual([told]);
    expect(await toldTo(dsoColleague)).toEqual([told]);
    for (const other of [installer, world.colleague, world.otherInstaller, world.otherDso, world.admin])
      expect(await toldTo(other)).toEqual([]);
    expect(await mails()).toEqual(
      [dso, dsoColleague]
        .map(({ email }) => ({
          receiver: email,
          kind: "news",
          news: [
            { action: "create_cases", kind: "waiting", by: told.by, count: 30, projects: 1, project: name },
          ],
          inSeconds: 120,
        }))
        .toSorted((a, b) => (a.receiver < b.receiver ? -1 : 1)),
    );
  });

  test("the person responsible is told of their cases; of those without one, everybody, in the same notice", async () => {
    const { world, ids } = await aProjectWithCases(5);
    const { installer, dso, dsoColleague } = world;
    await act(dso, "change_handler", ids.slice(0, 2), { handlerId: dsoColleague.id });
    await lead(world, ids, "approved");
    await clear();
    await act(installer, "report_ready_for_meter", ids, READY);
    expect((await toldTo(dso)).map(({ count }) => count)).toEqual([3]);
    expect((await toldTo(dsoColleague)).map(({ count }) => count)).toEqual([5]);
  });

  test("a person who has left is told nothing, and the others are told in their place", async () => {
    const { world, ids } = await aProjectWithCases(2);
    await rawRows(`update users set is_active = false where id = '${world.installer.id}'`);
    await clear();
    await act(world.dso, "approve", ids, APPROVAL);
    expect(await toldTo(world.installer)).toEqual([]);
    expect(await toldTo(world.colleague)).toMatchObject([{ action: "approve", kind: "answer", count: 2 }]);
    expect(await mails()).toHaveLength(1);
  });

  test("both sides are told of what the other does, and never of what they do themselves", async () => {
    const { world, ids } = await aProjectWithCases(2);
    const { installer, dso } = world;
    await act(dso, "change_handler", ids, { handlerId: dso.id });
    await clear();
    await act(dso, "reject", ids, { reason: "Tegning mangler" });
    await act(installer, "resubmit", ids, {}, after(1));
    await act(dso, "approve", ids, APPROVAL, after(2));
    await act(installer, "cancel", ids, {}, after(3));
    expect((await toldTo(installer)).map(({ action }) => action)).toEqual(["approve", "reject"]);
    expect((await toldTo(dso)).map(({ action }) => action)).toEqual(["cancel", "resubmit"]);
    // The reason may name anybody, so it stays in the case.
    expect(JSON.stringify([await mails(), await rawRows("select * from notifications")])).not.toContain(
      "Tegning",
    );
  });

  test("whoever is given cases is told by whom, colleagues and administrators alike; nobody who takes them", async () => {
    const { world, ids } = await aProjectWithCases(3);
    const { installer, colleague, dso, dsoColleague, admin } = world;
    await clear();
    await act(installer, "change_installer", ids, { installerId: colleague.id });
    await act(dso, "change_handler", ids, { handlerId: dso.id });
    await act(admin, "change_handler", ids.slice(0, 1), { handlerId: dsoColleague.id });
    await act(dso, "change_handler", ids, { handlerId: null });
    expect(await toldTo(colleague)).toMatchObject([
      { action: "change_installer", kind: "own", count: 3, by: installer.name },
    ]);
    expect(await toldTo(dsoColleague)).toMatchObject([
      { action: "change_handler", kind: "own", count: 1, by: null },
    ]);
    for (const other of [installer, dso, admin]) expect(await toldTo(other)).toEqual([]);
  });

  test("whoever gets the cases of a user who is closed is told", async () => {
    const { world } = await aProjectWithCases(2);
    await clear();
    await setUserActive(ctxOf(world.admin), world.installer.id, {
      isActive: false,
      moveTo: world.colleague.id,
    });
    expect(await toldTo(world.colleague)).toMatchObject([
      { action: "change_installer", kind: "own", count: 2, by: null },
    ]);
  });

  test("cases of several projects are one notice, and each grid company is told of its own alone", async () => {
    const { world, ids } = await aProjectWithCases(2);
    const { installer, dso, otherDso } = world;
    const second = await someCases(
      installer,
      await aGroup(installer, await aProject(installer, world.gridArea)),
      "apartment",
      3,
    );
    const theirs = await aProject(installer, world.otherArea, "Deres projekt");
    await rawRows("insert into postcode_grid_areas (postcode, grid_area) values ('2740', $1)", [
      world.otherArea,
    ]);
    const third = await someCases(installer, await aGroup(installer, theirs), "apartment", 4);
    const all = [...ids, ...second.map(({ id }) => id), ...third.map(({ id }) => id)];
    await clear();
    await act(installer, "cancel", all);
    expect(await toldTo(dso)).toMatchObject([{ count: 5, projects: 2, projectName: null }]);
    expect(await toldTo(otherDso)).toMatchObject([{ count: 4, projects: 1, projectName: "Deres projekt" }]);
    // Nobody but the owner sees all that it touched.
    const [notice] = (await listNotifications(ctxOf(dso))).notifications;
    expect(notice?.operationId).toBeNull();
  });

  test("nothing is told of what changes nothing, of a dry run, and of what is refused", async () => {
    const { world, ids, groupId } = await aProjectWithCases(2);
    const { installer, dso } = world;
    await clear();
    await performAction(ctxOf(dso), {
      action: "approve",
      params: APPROVAL,
      selection: { ids },
      dryRun: true,
    });
    await expect(act(dso, "register_meter", ids, { installedOn: "2026-11-20" })).rejects.toMatchObject({
      code: "cases_blocked",
    });
    await performAction(ctxOf(dso), {
      action: "register_meter",
      params: { installedOn: "2026-11-20" },
      selection: { ids },
      onBlocked: "skip",
    });
    await act(dso, "edit", ids, { set: { feePaid: true } });
    await addCases(ctxOf(installer), groupId, {
      fields: FIELDS.apartment,
      addresses: [{ street: "Vej", houseNo: "nul", postcode: "2740" }],
      onError: "skip",
    });
    expect([await mails(), await rawRows("select 1 from notifications")]).toEqual([[], []]);
  });

  test("a request for access is told to administrators", async () => {
    const { admin, dso } = await aWorld();
    await rawRows("delete from login_attempts");
    await askForAccess(
      testDbFor(null),
      NOW,
      {
        company: "Elfirma Nord ApS",
        cvr: "10150817",
        authorisation: "1",
        name: "Nanna",
        email: "n@nord.example",
      },
      { address: "192.0.2.7", language: "da" },
    );
    expect(await toldTo(admin)).toMatchObject([
      { action: "ask_for_access", kind: "administration", by: "Elfirma Nord ApS" },
    ]);
    expect(await toldTo(dso)).toEqual([]);
    expect((await mails()).find(({ receiver }) => receiver === admin.email)?.kind).toBe("access_asked");
  });

  test("what is told costs one statement more than what is not", async () => {
    const { world, ids } = await aProjectWithCases(3);
    const shapes = async (action: string, params: object) =>
      (await statementsOf(() => act(world.dso, action, ids, params))).length;
    const edit = await shapes("edit", { set: { feePaid: true } });
    expect(await shapes("approve", APPROVAL)).toBe(edit + 1);
  });
});

describe("what one sees", () => {
  test("pages, newest first, and only what is not read", async () => {
    const { world, ids } = await aProjectWithCases(3);
    await clear();
    for (const [i, id] of ids.entries()) await act(world.dso, "approve", [id], APPROVAL, after(i));
    const ctx = ctxOf(world.installer);
    const first = await listNotifications(ctx, { limit: "2" });
    const rest = await listNotifications(ctx, { limit: "2", cursor: first.nextCursor ?? "" });
    expect([first.notifications.length, rest.notifications.length, rest.nextCursor]).toEqual([2, 1, null]);
    const times = [...first.notifications, ...rest.notifications].map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await countUnread(ctx)).toBe(3);
    expect(await countUnread(ctx, 2)).toBe(2);
    await markRead(ctx, { ids: [first.notifications[0]?.id] });
    expect(await countUnread(ctx)).toBe(2);
    expect((await listNotifications(ctx, { unread: "true" })).notifications).toHaveLength(2);
    expect((await listNotifications(ctx, { unread: "false" })).notifications).toHaveLength(3);
    await openNotice(ctx, rest.notifications[0]?.id);
    expect(await countUnread(ctx)).toBe(1);
    await markRead(ctx, { all: true });
    expect(await countUnread(ctx)).toBe(0);
    await expect(listNotifications(ctx, { cursor: "x" })).rejects.toMatchObject({ code: "invalid" });
    for (const wrong of [{}, { all: true, ids }, { all: false }, { ids: ["x"] }, { ids: [] }])
      await expect(markRead(ctx, wrong)).rejects.toMatchObject({ code: "invalid" });
  });

  test("another's notices are as if they were not there", async () => {
    const { world, ids } = await aProjectWithCases(1);
    await clear();
    await act(world.dso, "approve", ids, APPROVAL);
    const [notice] = (await listNotifications(ctxOf(world.installer))).notifications;
    for (const other of [world.colleague, world.otherInstaller, world.dso, world.admin]) {
      await expect(openNotice(ctxOf(other), notice?.id)).rejects.toMatchObject({ code: "not_found" });
      await markRead(ctxOf(other), { ids: [notice?.id] });
      await markRead(ctxOf(other), { all: true });
    }
    expect(await countUnread(ctxOf(world.installer))).toBe(1);
  });

  test("whoever has left the company, or lost the area, sees its notices no more", async () => {
    const { world, ids } = await aProjectWithCases(2);
    const { installer, otherInstaller, dso } = world;
    await clear();
    await act(dso, "approve", ids, APPROVAL);
    await act(installer, "cancel", ids, {}, after(1));
    const moved = { ...installer, organisation: otherInstaller.organisation } as Actor;
    expect([await toldTo(moved), await countUnread(ctxOf(moved))]).toEqual([[], 0]);
    expect(await countUnread(ctxOf(dso))).toBe(1);
    await rawRows(
      `update grid_areas set dso_id = '${world.otherDso.organisation?.id}' where code = '${world.gridArea}'`,
    );
    expect([await toldTo(dso), await countUnread(ctxOf(dso))]).toEqual([[], 0]);
  });

  test("a token that may only read marks and chooses nothing", async () => {
    const { installer } = await aWorld();
    const ctx = ctxOf({ ...installer, scope: "read" } as Actor);
    await expect(markRead(ctx, { all: true })).rejects.toMatchObject({ code: "read_only_token" });
    await expect(setWishes(ctx, { own: "bell" })).rejects.toMatchObject({ code: "read_only_token" });
  });
});

describe("mails", () => {
  const servers: MailServer[] = [];
  const aServer = async (...rules: Parameters<typeof aMailServer>) => {
    const server = await aMailServer(...rules);
    servers.push(server);
    return server;
  };
  beforeEach(() => {
    Object.assign(env, {
      MAIL_FROM: "Projekter <post@projekter.example>",
      NEXTAUTH_URL: "https://projekter.example",
    });
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const send = (server: MailServer, now: Date) => sendDue(testDbFor(OPERATOR), server.transport, () => now);
  /** A world with an approval of two cases, told to the installer. */
  const anApproval = async () => {
    const { world, ids } = await aProjectWithCases(2);
    await clear();
    const { operationId } = await act(world.dso, "approve", ids, APPROVAL);
    return { ...world, ids, operationId: operationId ?? "" };
  };

  test("a mail is held for two minutes, and says what happened, why it comes and how to end it", async () => {
    const server = await aServer();
    const { installer, dso } = await anApproval();
    expect(await send(server, after(2 * MINUTE - 1))).toBe(0);
    expect(await send(server, after(2 * MINUTE))).toBe(1);
    const [mail] = server.arrived;
    const words = wordsOf(mail?.text ?? "");
    const [notice] = (await listNotifications(ctxOf(installer))).notifications;
    expect(words).toContain(`${dso.organisation?.name} har anvist 2 sager i ${notice?.projectName}`);
    expect(words).toContain(`https://projekter.example/notifications/${notice?.id}`);
    const token = unsubscribeToken(installer.id, "answer");
    expect(words).toContain(`Stop disse mails: https://projekter.example/unsubscribe/${token}`);
    const headers = wordsOf((mail?.text ?? "").split("\r\n\r\n")[0] ?? "").replace(/\r\n(?=\s)/g, "");
    expect(headers).toContain(`List-Unsubscribe: <https://projekter.example/api/unsubscribe/${token}>`);
    expect(headers).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    // No data of customers, and no address.
    expect(words).not.toMatch(/kunde|Vej \d/i);
  });

  test("an undo within two minutes sends nothing, and the notice says so in its place", async () => {
    const server = await aServer();
    const { installer, dso, operationId } = await anApproval();
    await undoOperation(ctxOf(dso, after(MINUTE)), operationId);
    expect(await send(server, after(20 * MINUTE))).toBe(0);
    expect(await toldTo(installer)).toMatchObject([{ action: "approve", isUndone: true, isRead: true }]);
    expect(await countUnread(ctxOf(installer))).toBe(0);
    expect(await mails()).toEqual([]);
  });

  test("an undo after the mail sends one more, which says so", async () => {
    const server = await aServer();
    const { installer, dso, operationId } = await anApproval();
    await send(server, after(3 * MINUTE));
    await undoOperation(ctxOf(dso, after(4 * MINUTE)), operationId);
    expect(await send(server, after(4 * MINUTE))).toBe(1);
    expect(await send(server, after(60 * MINUTE))).toBe(0);
    expect(server.arrived).toHaveLength(2);
    expect(wordsOf(server.arrived[1]?.text ?? "")).toMatch(/Fortrudt: .* har anvist 2 sager/);
    expect(await toldTo(installer)).toMatchObject([{ isUndone: true }]);
  });

  test("an undo while the mail is on its way counts it as gone, and an undo of a stuck mail ends it", async () => {
    const server = await aServer();
    const { dso, operationId } = await anApproval();
    // Somebody has taken it and has not answered yet.
    await rawRows("update outbox set attempts = 1, may_have_arrived = true, due_at = $1", [
      after(14 * MINUTE).toISOString(),
    ]);
    await undoOperation(ctxOf(dso, after(3 * MINUTE)), operationId);
    expect((await mails()).map(({ kind }) => kind)).toEqual(["news", "news_undone"]);
    expect(await send(server, after(14 * MINUTE))).toBe(1);
    expect(wordsOf(server.arrived[0]?.text ?? "")).toContain("Fortrudt");
    expect((await mails()).map(({ kind }) => kind)).toEqual(["news_undone"]);
  });

  test.each([
    ["is not there", "closed"],
    ["refuses", "refusing"],
  ])("an undo after a mail server %s sends nothing: the mail has not arrived", async (_, how) => {
    const refusing = {
      onMailFrom: (_: unknown, __: unknown, done: (error: Error) => void) =>
        done(Object.assign(new Error("Try again later"), { responseCode: 451 })),
    };
    const server = await aServer(how === "refusing" ? refusing : {});
    const { dso, operationId } = await anApproval();
    if (how === "closed") await server.close();
    const transport = createTransport(server.url);
    expect(await sendDue(testDbFor(OPERATOR), transport, () => after(3 * MINUTE))).toBe(0);
    expect(await mails()).toHaveLength(1);
    await undoOperation(ctxOf(dso, after(4 * MINUTE)), operationId);
    expect(await mails()).toEqual([]);
  });

  test("a refused undo takes nothing back", async () => {
    const { world, ids } = await aProjectWithCases(2);
    await clear();
    const { operationId } = await act(world.dso, "approve", ids, APPROVAL);
    await act(world.installer, "cancel", ids, {}, after(1));
    await expect(undoOperation(ctxOf(world.dso, after(MINUTE)), operationId ?? "")).rejects.toMatchObject({
      code: "cases_changed",
    });
    expect((await mails()).map(({ kind }) => kind)).toEqual(["news", "news", "news"]);
    // Nor does whoever did not undo it.
    await testDbFor({
      role: "installer",
      user: world.installer.id,
      company: world.installer.organisation?.id,
    }).execute(sql`select take_back_news(${operationId}::uuid, now())`);
    expect(await mails()).toHaveLength(3);
  });

  test("an undo of new cases tells the grid company that they are gone", async () => {
    const { world, projectId } = await aProjectWithCases(2);
    const [{ id } = { id: "" }] = await rawRows<{ id: string }>(
      `select id from operations where project_id = '${projectId}' and action = 'create_cases'`,
    );
    await undoOperation(ctxOf(world.installer, after(MINUTE)), id);
    expect(await toldTo(world.dso)).toMatchObject([{ action: "create_cases", count: 2, isUndone: true }]);
    expect(await mails()).toEqual([]);
  });

  test("who has left, moved, or chosen otherwise in the meantime gets none", async () => {
    const server = await aServer();
    for (const change of ["is_active = false", `news = '{"answer": "bell"}'`, "email = 'new-' || email"]) {
      const { installer } = await anApproval();
      await rawRows(`update users set ${change} where id = '${installer.id}'`);
      expect([change, await send(server, after(3 * MINUTE))]).toEqual([change, 0]);
      expect([change, await mails()]).toEqual([change, []]);
    }
  });

  test("news that waited for a day until there was a mail server alarms nobody", async () => {
    const server = await aServer();
    await anApproval();
    expect(await send(server, after(25 * 60 * MINUTE))).toBe(0);
    expect(await mails()).toEqual([]);
  });

  test("each chooses by kind: at once, daily, or the bell alone; a link turns a kind to the bell", async () => {
    const { world, ids } = await aProjectWithCases(3);
    const { installer, dso } = world;
    await clear();
    expect(await getWishes(ctxOf(installer))).toEqual({ answer: "now", own: "now" });
    expect(await getWishes(ctxOf(world.admin))).toEqual({ administration: "now" });
    await setWishes(ctxOf(installer), { answer: "bell" });
    await act(dso, "approve", ids.slice(0, 1), APPROVAL);
    await setWishes(ctxOf(installer), { answer: "daily" });
    await act(dso, "approve", ids.slice(1, 2), APPROVAL, after(1));
    expect(await mails()).toEqual([]);
    expect(await getWishes(ctxOf(installer))).toEqual({ answer: "daily", own: "now" });
    const token = unsubscribeToken(installer.id, "own");
    expect(await unsubscribedFrom(token)).toBe("own");
    await unsubscribe(testDbFor(null), token);
    await unsubscribe(testDbFor(null), unsubscribeToken(installer.id, "daily"));
    expect(await getWishes(ctxOf(installer))).toEqual({ answer: "bell", own: "bell" });
    expect(await getWishes(ctxOf(dso))).toEqual({ waiting: "now", own: "now" });
    for (const wrong of [
      token.slice(0, -1),
      `${dso.id}${token.slice(36)}`,
      token.replace("own", "answer"),
      "",
      undefined,
    ])
      await expect(unsubscribe(testDbFor(null), wrong)).rejects.toMatchObject({ code: "not_found" });
    await expect(setWishes(ctxOf(installer), { own: "never" })).rejects.toMatchObject({ code: "invalid" });
    await expect(setWishes(ctxOf(installer), { other: "now" })).rejects.toMatchObject({ code: "invalid" });
  });

  describe("the daily mail", () => {
    const wished = async () => {
      const { world, ids } = await aProjectWithCases(4);
      await setWishes(ctxOf(world.installer), { answer: "daily" });
      await clear();
      return { ...world, ids };
    };
    const daily = (at: string) => postDaily(testDbFor(OPERATOR), new Date(at));

    test.each([
      ["in winter", "2026-12-01T05:59:59Z", "2026-12-01T06:00:00Z"],
      ["in summer", "2027-07-01T04:59:59Z", "2027-07-01T05:00:00Z"],
      ["the day the clocks go forward", "2027-03-28T04:59:59Z", "2027-03-28T05:00:00Z"],
      ["the day the clocks go back", "2026-10-25T05:59:59Z", "2026-10-25T06:00:00Z"],
    ])("comes at seven in Denmark, %s", async (_, before, at) => {
      const { installer, dso, ids } = await wished();
      const evening = new Date(new Date(at).getTime() - 10 * 60 * MINUTE);
      await rawRows("update cases set updated_at = $1", [evening.toISOString()]);
      await act(dso, "approve", ids.slice(0, 1), APPROVAL, evening);
      await act(dso, "approve", ids.slice(1), APPROVAL, new Date(evening.getTime() + 1));
      await daily(before);
      expect(await mails()).toEqual([]);
      await daily(at);
      await daily(at);
      expect(await mails()).toMatchObject([
        { receiver: installer.email, kind: "news_daily", news: [{ count: 3 }, { count: 1 }] },
      ]);
    });

    test("is written once, however many instances look", async () => {
      const { dso, ids } = await wished();
      await act(dso, "approve", ids, APPROVAL);
      await Promise.all([1, 2, 3, 4].map(() => daily("2026-11-25T06:00:00Z")));
      expect(await mails()).toHaveLength(1);
    });

    test("leaves out what was read or undone, and what still could be undone comes a day later", async () => {
      const { installer, dso, ids } = await wished();
      const { operationId } = await act(dso, "approve", ids.slice(0, 1), APPROVAL);
      await undoOperation(ctxOf(dso, after(MINUTE)), operationId ?? "");
      await act(dso, "approve", ids.slice(1, 2), APPROVAL, after(2));
      await markRead(ctxOf(installer), { all: true });
      await act(dso, "approve", ids.slice(2, 3), APPROVAL, new Date("2026-11-25T05:46:00Z"));
      await daily("2026-11-25T06:10:00Z");
      expect(await mails()).toEqual([]);
      await daily("2026-11-26T06:00:00Z");
      expect(await mails()).toMatchObject([{ kind: "news_daily", news: [{ count: 1 }] }]);
    });

    test("names twenty notices and counts the others", async () => {
      const server = await aServer();
      const { installer, dso, ids } = await wished();
      await act(dso, "approve", ids.slice(0, 1), APPROVAL);
      await rawRows(`insert into notifications (user_id, organisation_id, operation_id, action, kind, by_organisation_id, by_name,
          count, projects, project_id, created_at, awaits_daily)
        select user_id, organisation_id, gen_random_uuid(), action, kind, by_organisation_id, by_name, n + 1, 1, project_id, created_at, true
        from notifications, generate_series(1, 24) n`);
      await daily("2026-11-25T06:00:00Z");
      await send(server, new Date("2026-11-25T06:00:00Z"));
      const words = wordsOf(server.arrived[0]?.text ?? "");
      expect(words).toContain("25 nye beskeder i Projekter");
      expect(words.match(/^– .* har anvist \d+ sag/gm)).toHaveLength(20);
      expect(words).toContain("… og 5 til");
      expect(words).toContain("https://projekter.example/notifications\r\n");
      expect(words).toContain(`/unsubscribe/${unsubscribeToken(installer.id, "daily")}`);
    });
  });
});

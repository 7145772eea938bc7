import { performAction } from "@/lib/server/cases/bulk";
import { getCase } from "@/lib/server/cases/cases";
import { addCases } from "@/lib/server/imports/import";
import { audit } from "@/lib/server/kernel/audit";
import { logRead } from "@/lib/server/kernel/case-reads";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { admitCompany, askForAccess, listAccessRequests } from "@/lib/server/people/access-requests";
import { listAudit } from "@/lib/server/people/audit-log";
import { createView } from "@/lib/server/views/views";
import { logIn } from "@/lib/server/people/login";
import { startSession } from "@/lib/server/people/sessions";
import { createToken } from "@/lib/server/people/tokens";
import { updateUser } from "@/lib/server/people/users";
import { extractAbout } from "@/lib/server/retention/extract";
import { testDb } from "../support/database";
import { aProjectWithCases, aWorld, ctxOf, FIELDS, NOW, PASSWORD } from "../support/factories";
import { tokenIn } from "../support/links";

jest.setTimeout(60_000);

type Extract = Record<string, { [key: string]: unknown }[]> & {
  about: { email: string; by: string };
  user: Record<string, unknown> | null;
};

async function textOf(admin: Actor, email: string, more: Partial<Ctx> = {}) {
  const { fileName, pieces } = await extractAbout({ ...ctxOf(admin), ...more }, { email });
  let text = "";
  for await (const piece of pieces) text += piece;
  return { fileName, text };
}
const extractOf = async (admin: Actor, email: string, more: Partial<Ctx> = {}): Promise<Extract> =>
  JSON.parse((await textOf(admin, email, more)).text);

test("of a user there is the row, and what was done and seen, without what one logs in by", async () => {
  const { admin, dso, installer, ids } = await aProjectWithCases(1);
  await logIn(testDb(), NOW, { email: dso.email, password: PASSWORD, address: "192.0.2.1" });
  const session = await startSession(testDb(), NOW, dso, "Firefox på Linux");
  const token = await createToken(ctxOf(dso), { name: "Udtræk", password: PASSWORD });
  await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "Skab 7" },
    selection: { ids },
  });
  await logRead(ctxOf(dso), { way: "opened", subject: "case", counts: new Map([[ids[0] ?? "", 1]]) });
  await audit({ ...ctxOf(dso), address: "192.0.2.1" }, "refused", { verb: "keep_users" });
  await updateUser(ctxOf(admin), dso.id, { name: "Nyt Navn", email: dso.email });

  await createView(ctxOf(dso), { name: "Fru Hansens sager", filter: { q: "Hansen" } });

  const { fileName, text } = await textOf(admin, dso.email.toUpperCase());
  expect(fileName).toBe(`${dso.email.toUpperCase()}-2026-11-24.json`);
  const told: Extract = JSON.parse(text);
  expect(told.user).toEqual({
    id: dso.id,
    name: "Nyt Navn",
    email: dso.email,
    role: "dso",
    organisation: dso.organisation?.name,
    isActive: true,
    toldNews: {},
    createdAt: expect.any(String),
  });
  expect(told.sessions).toEqual([
    expect.objectContaining({ device: "Firefox på Linux", loggedInAt: expect.any(String) }),
  ]);
  expect(told.tokens).toEqual([expect.objectContaining({ name: "Udtræk", scope: "write" })]);
  expect(told.knownPlaces).toHaveLength(1);
  expect(told.log).toEqual(
    expect.arrayContaining([expect.objectContaining({ action: "refused", address: "192.0.2.1" })]),
  );
  expect(told.operationsBy).toEqual(
    expect.arrayContaining([expect.objectContaining({ action: "approve", done: 1 })]),
  );
  expect(told.reads).toEqual([expect.objectContaining({ subjectId: ids[0], way: "opened", times: 1 })]);
  expect(told.changesOfUser).toEqual(
    expect.arrayContaining([expect.objectContaining({ action: "update_user", actorName: admin.name })]),
  );
  expect(told.notices).toEqual([
    expect.objectContaining({
      action: "create_cases",
      kind: "waiting",
      count: 1,
      byName: installer.name,
      readAt: null,
    }),
  ]);
  expect(told.views).toEqual([
    expect.objectContaining({ name: "Fru Hansens sager", isShared: false, filter: { q: ["Hansen"] } }),
  ]);
  expect(told.cases).toEqual([]);
  for (const secret of ["argon2", session, token.token, "password", "hash"])
    expect([secret, text.includes(secret)]).toEqual([secret, false]);
  // Those of others are not in it.
  expect((await extractOf(admin, installer.email)).reads).toEqual([]);
  const asResponsible = (await extractOf(admin, installer.email)).responsibleFor;
  expect(asResponsible).toEqual([expect.objectContaining({ asInstaller: true, state: "approved" })]);
});

test("of a customer there are the cases with their history, and where the e-mail stood before", async () => {
  const { admin, installer, groupId, projectId, ids } = await aProjectWithCases(3);
  const [first = "", second = "", third = ""] = ids;
  const email = `kunde.${installer.id}@test.example`;
  const edit = (set: object, ids: string[]) =>
    performAction(ctxOf(installer), { action: "edit", params: { set }, selection: { ids } });
  await edit({ customerEmail: email }, [first, second]);
  await edit({ customerEmail: "en.anden@test.example", customerName: "En Anden" }, [second]);
  await edit({ payerSameAsCustomer: false, payerName: "Betaler", payerEmail: email }, [third]);
  const { operationId } = await addCases(ctxOf(installer), groupId, {
    fields: { ...FIELDS.apartment, customerEmail: email },
    addresses: [{ street: "Nygade", houseNo: "nul", postcode: "2740", remarks: `Skriv til ${email}` }],
    onError: "skip",
    acceptWarnings: true,
  });
  const seen: unknown[] = [];
  const told = await extractOf(admin, email.toUpperCase(), {
    seen: ({ way, subject, counts }) => seen.push([way, subject, ...counts]),
  });
  expect(told.user).toBeNull();
  expect(told.cases?.map(({ id }) => id).sort()).toEqual([first, third].sort());
  const mine = told.cases?.find(({ id }) => id === first);
  expect(mine).toMatchObject({
    fields: { customerEmail: email, customerName: "Kunde" },
    history: [
      { action: "create" },
      { action: "edit", changes: { customerEmail: [expect.anything(), email] } },
    ],
  });
  // Whose the case is now is not told.
  expect(told.earlierInCases?.map(({ caseId, action }) => [caseId, action])).toEqual([
    [second, "edit"],
    [second, "edit"],
  ]);
  expect(told.operations?.map(({ action }) => action).sort()).toEqual(["create_cases", "edit", "edit"]);
  expect(told.leftOutRows).toEqual([expect.objectContaining({ operationId, row: 1 })]);
  expect(seen).toEqual([["exported", "project", [projectId, 2]]]);
  expect((await getCase(ctxOf(installer), second)).case.fields.customerName).toBe("En Anden");
});

test("an e-mail that is part of another, or a pattern, is nobody else's", async () => {
  const { admin, installer, ids } = await aProjectWithCases(1);
  await performAction(ctxOf(installer), {
    action: "edit",
    params: { set: { customerEmail: "jens_hansen@test.example" } },
    selection: { ids },
  });
  for (const email of ["jensxhansen@test.example", "x.jens_hansen@test.example"])
    await expect(extractOf(admin, email)).rejects.toMatchObject({ code: "nothing_held" });
  await performAction(ctxOf(installer), {
    action: "edit",
    params: {
      set: { customerEmail: "x.jens_hansen@test.example", remarks: "Skriv til\njens_hansen@test.example." },
    },
    selection: { ids },
  });
  const told = await extractOf(admin, "jens_hansen@test.example");
  expect(told.cases).toEqual([]);
  // As what was written before, and in the remarks, whose line break is no letter.
  expect(told.earlierInCases?.map(({ changes }) => Object.keys(changes as object).sort())).toEqual([
    ["customerEmail"],
    ["customerEmail", "remarks"],
  ]);
  expect(told.operations).toHaveLength(2);
  await performAction(ctxOf(installer), {
    action: "edit",
    params: { set: { customerEmail: "y@test.example", remarks: "-" } },
    selection: { ids },
  });
  expect((await extractOf(admin, "x.jens_hansen@test.example")).operations).toHaveLength(1);
  expect((await extractOf(admin, "jens_hansen@test.example")).operations).toHaveLength(2);
});

test("who asked for whom is logged, also when there is nothing, which is told before a file begins", async () => {
  const { admin } = await aWorld();
  const email = "ingen@intet.example";
  const { pieces } = await extractAbout(ctxOf(admin), { email });
  await expect(pieces.next()).rejects.toMatchObject({
    code: "nothing_held",
    detail: { params: { email } },
  });
  const { events } = await listAudit(ctxOf(admin), { actor: admin.id });
  expect(events.map(({ action, details }) => [action, details])).toEqual([["extracted", { name: email }]]);
});

test("many cases come in pieces, each once", async () => {
  const { admin, installer, groupId } = await aProjectWithCases(1);
  const email = `mange.${installer.id}@test.example`;
  await addCases(ctxOf(installer), groupId, {
    fields: { ...FIELDS.apartment, customerEmail: email },
    addresses: Array.from({ length: 1_100 }, (_, i) => ({
      street: "Langgade",
      houseNo: String(1 + Math.floor(i / 20)),
      floor: String(1 + (i % 20)),
      postcode: "2740",
    })),
    acceptWarnings: true,
  });
  const { pieces } = await extractAbout(ctxOf(admin), { email });
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  expect(all.length).toBeGreaterThan(3);
  const { cases = [] } = JSON.parse(all.join("")) as Extract;
  expect(new Set(cases.map(({ id }) => id)).size).toBe(1_100);
  expect(cases).toHaveLength(1_100);
});

test("of whoever asked for access there are the request and the mails, without what stands in a link", async () => {
  const { admin } = await aWorld();
  const email = `sofie.${crypto.randomUUID()}@sydkysten.example`;
  const asked = {
    company: "Sydkystens El",
    cvr: "24256790",
    authorisation: "EFUL-1",
    name: "Sofie Syd",
    email,
  };
  await askForAccess(testDb(), NOW, asked, { address: "192.0.2.1", language: "da" });
  const [request] = await listAccessRequests(ctxOf(admin));
  const { link } = await admitCompany(ctxOf(admin), request?.id ?? "", {
    company: `Sydkystens El ${email}`,
    name: "Sofie Syd",
    email,
  });
  const { text } = await textOf(admin, email.toUpperCase());
  expect(text).not.toContain(tokenIn(link));
  const told: Extract = JSON.parse(text);
  expect(told.user).toMatchObject({ name: "Sofie Syd", email });
  expect(told.accessRequests).toEqual([
    expect.objectContaining({ company: "Sydkystens El", cvr: "24256790" }),
  ]);
  expect(told.mails).toEqual([expect.objectContaining({ kind: "invitation" })]);
  expect(told.links).toEqual([expect.objectContaining({ purpose: "invitation", email })]);
});

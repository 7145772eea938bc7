import { env } from "@/lib/env";
import { listOutbox } from "@/lib/server/mail/outbox";
import {
  admitCompany,
  askForAccess,
  countAccessRequests,
  declineCompany,
  deleteAccessRequest,
  listAccessRequests,
} from "@/lib/server/people/access-requests";
import { listAudit } from "@/lib/server/people/audit-log";
import { choosePassword, PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { logIn } from "@/lib/server/people/login";
import {
  createOrganisation,
  listOrganisations,
  setOrganisationActive,
} from "@/lib/server/people/organisations";
import { createUser } from "@/lib/server/people/users";
import { rawRows, testDb, testDbFor } from "../support/database";
import { aWorld, ctxOf, NOW, type World } from "../support/factories";
import { ctxOfLink, tokenIn } from "../support/links";

let asked = {
  company: "Sydkystens El ApS",
  cvr: "24256790",
  authorisation: "EFUL-10234",
  name: "Sofie Syd",
  email: "sofie@sydkysten.example",
  phone: "+45 20 30 40 50",
  note: "Vi har 40 boliger i Vallensbæk.",
};
const ask = (more: object = {}, address = "192.0.2.7", language: "da" | "en" = "da", now = NOW) =>
  askForAccess(testDbFor(null), now, { ...asked, ...more }, { address, language });
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const mailsTo = async ({ admin }: World, receiver: string) =>
  (await listOutbox(ctxOf(admin))).filter((mail) => mail.receiver === receiver);

let world: World;
beforeEach(async () => {
  delete env.SMTP_URL;
  for (const table of ["access_requests", "outbox", "login_attempts"]) await rawRows(`delete from ${table}`);
  await rawRows("update organisations set cvr = null");
  world = await aWorld();
  const tag = crypto.randomUUID();
  asked = { ...asked, company: `Sydkystens El ${tag}`, email: `sofie@${tag}.example` };
});

test("a stranger asks, is admitted, chooses a password and logs in", async () => {
  const ctx = ctxOf(world.admin);
  await ask();
  expect((await mailsTo(world, world.admin.email)).map(({ text }) => text?.subject)).toEqual([
    "En virksomhed beder om adgang til Projekter",
  ]);
  const [request] = await listAccessRequests(ctx);
  expect(request).toMatchObject({ ...asked, phone: "+4520304050", known: [], user: null, decidedAt: null });
  expect(await countAccessRequests(ctx)).toBe(1);
  const { company, name, email } = asked;
  const { link } = await admitCompany(ctx, request?.id ?? "", { company, name, email });
  expect((await mailsTo(world, email)).map(({ kind }) => kind)).toEqual(["invitation"]);
  await choosePassword(await ctxOfLink(link, PASSWORD_LINKS), tokenIn(link), {
    password: "en sætning fra syd",
  });
  expect(
    await logIn(testDb(), NOW, { email, password: "en sætning fra syd", address: "192.0.2.7" }),
  ).toMatchObject({ ok: true });
  expect((await listOrganisations(ctx)).find((one) => one.name === company)).toMatchObject({
    kind: "installer",
    cvr: asked.cvr,
    userCount: 1,
  });
  const [answered] = await listAccessRequests(ctx);
  expect(answered).toMatchObject({ admitted: company, decidedBy: world.admin.name, reason: null });
  expect(await countAccessRequests(ctx)).toBe(0);
});

test("a request is answered once, also by two administrators at the same time", async () => {
  const ctx = ctxOf(world.admin);
  await ask();
  const [request] = await listAccessRequests(ctx);
  const id = request?.id ?? "";
  const { company, name, email } = asked;
  const answers = await Promise.allSettled([
    admitCompany(ctx, id, { company, name, email }),
    declineCompany(ctx, id, { reason: "Nej." }),
    admitCompany(ctx, id, { company, name, email }),
  ]);
  const refused = answers.filter((answer): answer is PromiseRejectedResult => answer.status === "rejected");
  expect(refused).toHaveLength(2);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: "already_decided", detail: { params: { name: world.admin.name } } });
});

test("a company that is known is told to administrators alone, and its people are not admitted twice", async () => {
  const ctx = ctxOf(world.admin);
  const { id: knownId } = await createOrganisation(ctx, {
    kind: "installer",
    name: "Sydkysten",
    cvr: asked.cvr,
  });
  await ask({ email: world.installer.email });
  const [request] = await listAccessRequests(ctx);
  expect(request).toMatchObject({
    known: [{ id: knownId, name: "Sydkysten", isActive: true }],
    user: world.installer.name,
  });
  const id = request?.id ?? "";
  const input = { company: "Sydkystens El ApS", name: "Sofie Syd", email: asked.email };
  await expect(admitCompany(ctx, id, input)).rejects.toMatchObject({
    code: "already_exists",
    detail: { faults: [{ path: "cvr", code: "cvr_taken" }] },
  });
  await expect(
    admitCompany(ctx, id, { ...input, organisationId: knownId, email: world.installer.email }),
  ).rejects.toMatchObject({ code: "already_exists", detail: { faults: [{ code: "email_taken" }] } });
  await expect(
    admitCompany(ctx, id, { ...input, organisationId: world.dso.organisation?.id }),
  ).rejects.toMatchObject({ code: "invalid", detail: { faults: [{ code: "unknown_organisation" }] } });
  expect(await countAccessRequests(ctx)).toBe(1);
  await admitCompany(ctx, id, { ...input, organisationId: knownId });
  expect((await listOrganisations(ctx)).find((one) => one.id === knownId)).toMatchObject({ userCount: 1 });
  // Later, somebody else under the same authorisation, with another number.
  await ask({ email: "anden@sydkysten.example", cvr: "10150817", authorisation: "eful-10234" });
  expect((await listAccessRequests(ctx))[0]).toMatchObject({ decidedAt: null, known: [{ id: knownId }] });
});

test("a closed company is admitted by opening it, when the administrator says so, and only then", async () => {
  const ctx = ctxOf(world.admin);
  const { id: closedId } = await createOrganisation(ctx, {
    kind: "installer",
    name: `Sydkysten ${asked.email}`,
    cvr: asked.cvr,
  });
  await createUser(ctx, {
    name: "Gamle Gorm",
    email: `gorm-${asked.email}`,
    role: "installer",
    organisationId: closedId,
  });
  await setOrganisationActive(ctx, closedId, { isActive: false });
  await ask();
  const [request] = await listAccessRequests(ctx);
  expect(request?.known).toEqual([
    { id: closedId, name: `Sydkysten ${asked.email}`, isActive: false, userCount: 1 },
  ]);
  const input = { organisationId: closedId, company: "X", name: asked.name, email: asked.email };
  const isOpen = async () => (await listOrganisations(ctx)).find(({ id }) => id === closedId)?.isActive;
  for (const opens of [{}, { opens: false }])
    await expect(admitCompany(ctx, request?.id ?? "", { ...input, ...opens })).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [{ path: "organisationId", code: "unknown_organisation" }] },
    });
  // A refusal of what comes after leaves it closed.
  await expect(
    admitCompany(ctx, request?.id ?? "", { ...input, opens: true, email: world.installer.email }),
  ).rejects.toMatchObject({ code: "already_exists" });
  expect(await isOpen()).toBe(false);
  const { link } = await admitCompany(ctx, request?.id ?? "", { ...input, opens: true });
  expect(await isOpen()).toBe(true);
  await choosePassword(await ctxOfLink(link, PASSWORD_LINKS), tokenIn(link), {
    password: "en sætning fra syd",
  });
  const { events } = await listAudit(ctx, { actor: world.admin.id });
  // It was closed once and opened once.
  expect(events.filter(({ action }) => action === "set_organisation_active")).toMatchObject([
    { details: { name: `Sydkysten ${asked.email}` } },
    { details: { name: `Sydkysten ${asked.email}` } },
  ]);
  expect(
    await rawRows(
      `select changes from history_events where subject_id = '${closedId}' order by id desc limit 1`,
    ),
  ).toEqual([{ changes: { isActive: [false, true] } }]);
});

test("whoever is declined gets the reason, in their own language", async () => {
  await ask({}, "192.0.2.7", "en");
  const [request] = await listAccessRequests(ctxOf(world.admin));
  const id = request?.id ?? "";
  await expect(declineCompany(ctxOf(world.admin), id, { reason: "  " })).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "reason", code: "required" }] },
  });
  await declineCompany(ctxOf(world.admin), id, { reason: "We cannot find <the number>.\r\nAsk again." });
  const [mail] = await mailsTo(world, asked.email);
  expect(mail?.text).toMatchObject({
    subject: "Answer to your request for access to Projekter",
    text: expect.stringContaining("We cannot find <the number>.\nAsk again."),
    html: expect.stringContaining("We cannot find &#60;the number&#62;.<br>Ask again."),
  });
});

test("an advertisement is deleted without a mail, and the log says who did it", async () => {
  const ctx = ctxOf(world.admin);
  await ask();
  const [request] = await listAccessRequests(ctx);
  const id = request?.id ?? "";
  await deleteAccessRequest(ctx, id, {});
  expect(await listAccessRequests(ctx)).toEqual([]);
  expect(await mailsTo(world, asked.email)).toEqual([]);
  const { events } = await listAudit(ctx, { actor: world.admin.id });
  expect(events).toMatchObject([{ action: "delete_access_request", details: { name: asked.company } }]);
  await expect(deleteAccessRequest(ctx, id, {})).rejects.toMatchObject({ code: "not_found" });
  // Whoever meant it may ask again, and what was answered stays.
  await ask();
  const [again] = await listAccessRequests(ctx);
  await declineCompany(ctx, again?.id ?? "", { reason: "Nej." });
  await expect(deleteAccessRequest(ctx, again?.id ?? "", {})).rejects.toMatchObject({
    code: "already_decided",
  });
});

test("whoever asks again is heard once; a wrong field is named whether the company is known or not", async () => {
  await ask();
  await ask({ email: asked.email.toUpperCase(), note: "Igen" });
  expect(await countAccessRequests(ctxOf(world.admin))).toBe(1);
  expect(await mailsTo(world, world.admin.email)).toHaveLength(1);
  const wrong: [object, string, string][] = [
    [{ cvr: "1234567" }, "cvr", "not_a_cvr"],
    [{ email: "sofie" }, "email", "not_an_email"],
    [{ company: " " }, "company", "required"],
    [{ authorisation: "x".repeat(41) }, "authorisation", "too_long"],
    [{ phone: "abc" }, "phone", "not_a_phone"],
    [{ note: "x".repeat(1_001) }, "note", "too_long"],
  ];
  for (const [more, path, code] of wrong)
    await expect(ask(more)).rejects.toMatchObject({ code: "invalid", detail: { faults: [{ path, code }] } });
});

test("whoever asks again corrects the open request, which is answered as it was read or not at all", async () => {
  const ctx = ctxOf(world.admin);
  const again = (more: object, minutes: number) => ask(more, "192.0.2.7", "en", later(minutes));
  await ask();
  await again({ email: asked.email.toUpperCase() }, 1);
  expect(await listAccessRequests(ctx)).toMatchObject([{ note: asked.note, correctedAt: null }]);
  const values = {
    company: "Sydkysten A/S",
    authorisation: "EFUL-10235",
    name: "Sofie S.",
    phone: "20304051",
  };
  await again({ ...values, note: "" }, 2);
  const [request] = await listAccessRequests(ctx);
  expect(request).toMatchObject({
    ...values,
    phone: "+4520304051",
    note: null,
    cvr: asked.cvr,
    email: asked.email,
    language: "en",
    createdAt: NOW,
    correctedAt: later(2),
  });
  // More than three in a quarter of an hour change nothing; afterwards one does.
  await again({ company: "For mange" }, 3);
  expect((await listAccessRequests(ctx))[0]).toMatchObject({
    company: values.company,
    correctedAt: later(2),
  });
  await again({ ...values, company: "Sydkysten P/S" }, 20);
  const id = request?.id ?? "";
  const input = { company: values.company, name: asked.name, email: asked.email };
  for (const correctedAt of [undefined, null, later(2)]) {
    const stale = { code: "request_corrected" };
    await expect(admitCompany(ctx, id, { ...input, correctedAt })).rejects.toMatchObject(stale);
    await expect(declineCompany(ctx, id, { reason: "Nej.", correctedAt })).rejects.toMatchObject(stale);
    await expect(deleteAccessRequest(ctx, id, { correctedAt })).rejects.toMatchObject(stale);
  }
  await declineCompany(ctx, id, { reason: "Nej.", correctedAt: later(20) });
  // What is answered is corrected no more: it is asked anew.
  await again({ company: "Sydkysten K/S" }, 40);
  const listed = (await listAccessRequests(ctx)).filter(({ email }) => email === asked.email);
  expect(listed).toMatchObject([
    { company: "Sydkysten K/S", correctedAt: null, decidedAt: null },
    { company: "Sydkysten P/S", correctedAt: later(20), reason: "Nej." },
  ]);
});

test("a correction that meets the answer is a correction before it or a new request after it", async () => {
  const ctx = ctxOf(world.admin);
  await ask();
  const [request] = await listAccessRequests(ctx);
  const [answer] = await Promise.allSettled([
    declineCompany(ctx, request?.id ?? "", { reason: "Nej." }),
    ask({ company: "Rettet" }),
  ]);
  const listed = await listAccessRequests(ctx);
  expect(listed.map(({ company, decidedAt }) => [company, decidedAt !== null])).toEqual(
    answer.status === "rejected"
      ? [["Rettet", false]]
      : [
          ["Rettet", false],
          [asked.company, true],
        ],
  );
});

test("the same person's request for another company stands beside the first, and says so", async () => {
  await ask();
  const other = { company: "Nordkystens El", cvr: "10150817", email: asked.email.toUpperCase() };
  await ask(other, "192.0.2.7", "da", later(1));
  expect(await listAccessRequests(ctxOf(world.admin))).toMatchObject([
    { correctedAt: null, others: [{ company: "Nordkystens El", cvr: "10150817" }] },
    { correctedAt: null, others: [{ company: asked.company, cvr: asked.cvr }] },
  ]);
});

test("many requests from one network wait; others are not held up", async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 22 }, (_, i) => ask({ email: `a${i}@test.example` }, "203.0.113.9")),
  );
  const refused = answers.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({ reason: { code: "too_many_attempts" } });
  await ask({ email: "b@test.example" }, "198.51.100.4");
  expect(await countAccessRequests(ctxOf(world.admin))).toBe(21);
  // Administrators get one mail, however many ask.
  expect(await mailsTo(world, world.admin.email)).toHaveLength(1);
});

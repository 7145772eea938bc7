import * as XLSX from "xlsx";
import { call, facts, type Somebody, worldOf } from "../support/api-client";
import { aScene } from "../support/api-scene";
import { sessionCookie } from "../../scripts/log-in.mjs";

const world = worldOf(__filename);
const { installer, otherInstaller, dso, dsoColleague, otherDso, admin } = world.people;

type Told = { who: string; what: string; about: string };

/** What the log has of a case when so many rows are there: they are written after the answers, in order. */
async function toldOf(number: number, rows: number): Promise<Told[]> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${facts().url}/admin/log/log.xlsx?case=${number}`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    const { Sheets } = XLSX.read(await answer.arrayBuffer());
    const lines = XLSX.utils.sheet_to_json<string[]>(Sheets.Log ?? {}, { header: 1 }).slice(1);
    if (lines.length >= rows || tries === 50)
      return lines.map(([, , who = "", , what = "", about = ""]) => ({ who, what, about }));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const asPage = async (who: Somebody, path: string, headers: Record<string, string> = {}) => {
  const cookie = await sessionCookie(facts().url, who);
  const answer = await fetch(`${facts().url}${path}`, { headers: { cookie, ...headers } });
  return { status: answer.status, text: await answer.text() };
};

async function aCase() {
  const scene = await aScene(world, 2);
  const [caseId = ""] = scene.ids;
  const { number } = (await call(installer, "GET", `/api/v1/cases/${caseId}`)).body;
  return { ...scene, caseId, number };
}

test("what others than the owner read is told by way, and nobody else reads anything", async () => {
  const { projectId, operationId, caseId, number } = await aCase();
  const api = [
    `/api/v1/cases/${caseId}`,
    `/api/v1/projects/${projectId}/export.xlsx`,
    `/api/v1/operations/${operationId}/report.xlsx`,
  ];
  const pages = [`/cases/${caseId}`, `/projects/${projectId}/print`];
  const read = async (who: Somebody, status: number) => {
    for (const path of api) expect([path, (await call(who, "GET", path)).status]).toEqual([path, status]);
    for (const path of pages) expect([path, (await asPage(who, path)).status]).toEqual([path, status]);
  };
  await read(installer, 200);
  for (const stranger of [otherInstaller, otherDso]) await read(stranger, 404);
  // Lists and searches are no reads.
  await asPage(dso, `/projects/${projectId}?q=${number}`);
  await asPage(dso, `/projects?q=${number}`);
  await call(dso, "GET", `/api/v1/projects/${projectId}/cases`);
  await read(dso, 200);
  await call(admin, "GET", `/api/v1/cases/${caseId}`);
  const told = (await toldOf(number, 4)).map(({ who, what, about }) => [
    who,
    what,
    about.replace(/ kl\. .*/, ""),
  ]);
  expect(told.sort()).toEqual(
    [
      [admin.name, "Sagen åbnet", ""],
      [dso.name, "Sagen åbnet", "2 gange, første gang"],
      [dso.name, "Sager i projektet hentet som Excel", "2 sager · 2 gange, første gang"],
      [dso.name, "Udskrift af sager i projektet åbnet", "2 sager"],
    ].sort(),
  );
});

test("a page that is fetched ahead and never looked at is no read", async () => {
  const { caseId, number } = await aCase();
  const from = [
    "",
    { children: ["(app)", { children: ["projects", { children: ["__PAGE__", {}] }] }] },
    null,
    null,
    true,
  ];
  const ahead: Record<string, string>[] = [
    {
      rsc: "1",
      "next-router-prefetch": "1",
      "next-router-state-tree": encodeURIComponent(JSON.stringify(from)),
    },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_head" },
  ];
  for (const headers of ahead) await asPage(dso, `/cases/${caseId}`, headers);
  // As it is fetched when somebody goes there.
  expect((await asPage(dsoColleague, `/cases/${caseId}`, { rsc: "1" })).status).toBe(200);
  expect(await toldOf(number, 1)).toEqual([{ who: dsoColleague.name, what: "Sagen åbnet", about: "" }]);
});

test("an administrator sees on the page who has seen the case; others see nothing of it", async () => {
  const { caseId, number } = await aCase();
  const empty = '<p class="mt-3">Ingen af dem har åbnet sagen';
  expect((await asPage(admin, `/cases/${caseId}`)).text.includes(empty)).toBe(true);
  await call(dsoColleague, "GET", `/api/v1/cases/${caseId}`);
  await toldOf(number, 2);
  const { text } = await asPage(admin, `/cases/${caseId}`);
  for (const shown of ["group/reads", "Hvem har set sagen", dsoColleague.name, `/admin/log?case=${number}`])
    expect([shown, text.includes(shown)]).toEqual([shown, true]);
  for (const who of [installer, dso]) {
    const page = (await asPage(who, `/cases/${caseId}`)).text;
    // The words of the section are among those that every reader's page carries.
    for (const part of ["/admin/log?case=", "group/reads"])
      expect([part, page.includes(part)]).toEqual([part, false]);
  }
  expect((await asPage(admin, `/admin/log?case=${number}`)).text.includes("Sagen åbnet")).toBe(true);
  expect((await asPage(dso, `/admin/log?case=${number}`)).status).toBe(404);
});

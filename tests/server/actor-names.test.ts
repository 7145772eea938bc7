import { translator } from "@/lib/messages";
import { actorText, reasonSentence } from "@/lib/messages/sentences";
import { performAction } from "@/lib/server/cases/bulk";
import { getCase } from "@/lib/server/cases/cases";
import type { Actor } from "@/lib/server/kernel/context";
import { activityChoices, getOperation, listOperations } from "@/lib/server/operations/operations";
import { renameSelf } from "@/lib/server/people/profile";
import { getReport, reportWorkbook } from "@/lib/server/operations/report";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { undoOperation } from "@/lib/server/operations/undo";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { aProjectWithCases, ctxOf, NOW } from "../support/factories";
import { downloaded } from "../support/workbooks";

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const da = translator("da");
const en = translator("en");

/** An installer who took the name of a person at the grid company. */
async function anImpostor() {
  const scene = await aProjectWithCases(2);
  await renameSelf(ctxOf(scene.installer), { name: scene.dso.name });
  const impostor = { ...scene.installer, name: scene.dso.name } as Actor;
  return { ...scene, impostor, company: scene.installer.organisation?.name ?? "" };
}

test("whoever takes another's name is told apart by the company, wherever a name stands", async () => {
  const { dso, impostor, company, projectId, ids } = await anImpostor();
  const set = { set: { connectionPoint: "Skab 1" } };
  const edited = await performAction(ctxOf(dso), { action: "edit", params: set, selection: { ids } });
  await performAction(ctxOf(impostor, later(1)), { action: "cancel", selection: { ids } });

  const blocked = await performAction(ctxOf(dso, later(2)), {
    action: "approve",
    params: { connectionPoint: "S" },
    selection: { ids, versions: [2, 2] },
    onBlocked: "skip",
  });
  const named = { changedBy: dso.name, changedByOrganisation: company };
  expect(blocked.blocked).toMatchObject([named, named]);
  expect(blocked.blocked.map((row) => reasonSentence(da, { action: "approve", ...row }))[0]).toBe(
    `Ændret af ${dso.name} (${company}) kl. 12.01, efter du valgte den.`,
  );
  // And as it was kept: on the report's page, in its file, in the API.
  const id = blocked.operationId ?? "";
  expect((await getReport(ctxOf(dso), id)).rows[0]?.block).toMatchObject(named);
  expect((await getOperation(ctxOf(dso), id)).blocked[0]).toMatchObject(named);
  const file = await readSheets(
    (await downloaded(await reportWorkbook(ctxOf(dso), id, "da"))).bytes,
    "a.xlsx",
  );
  expect(JSON.stringify(file)).toContain(`Ændret af ${dso.name} (${company})`);

  await expect(undoOperation(ctxOf(dso, later(2)), edited.operationId ?? "")).rejects.toMatchObject({
    code: "cases_changed",
    detail: { extra: { cases: [named, named] } },
  });
  expect((await getCase(ctxOf(dso), ids[0] ?? "")).history[0]).toMatchObject({
    action: "cancel",
    actorName: dso.name,
    organisationName: company,
  });
  const [cancelled] = (await listOperations(ctxOf(dso), projectId, { action: "cancel" })).operations;
  expect(cancelled).toMatchObject({ actorName: dso.name, organisationName: company });
  const { actors } = await activityChoices(ctxOf(dso), projectId);
  expect(
    actors
      .filter(({ name }) => name === dso.name)
      .map(({ organisation }) => organisation)
      .sort(),
  ).toEqual([company, dso.organisation?.name].sort());
});

test("somebody with several names in the activity is one choice, by the newest", async () => {
  const { impostor, installer, dso, projectId, ids, company } = await anImpostor();
  await performAction(ctxOf(impostor, later(1)), { action: "cancel", selection: { ids } });
  const { actors } = await activityChoices(ctxOf(installer), projectId);
  expect(actors).toEqual([{ id: installer.id, name: dso.name, organisation: company }]);
});

test("an undone operation, and an administrator, are told with what they are of", async () => {
  const { dso, dsoColleague, admin, ids } = await anImpostor();
  const approve = { action: "approve", params: { connectionPoint: "S" }, selection: { ids } };
  const { operationId } = await performAction(ctxOf(dso), approve);
  await undoOperation(ctxOf(dsoColleague, later(3)), operationId ?? "");
  expect((await getReport(ctxOf(dso), operationId ?? "")).operation).toMatchObject({
    undoneByName: dsoColleague.name,
    undoneByOrganisation: dsoColleague.organisation?.name,
  });
  const again = await performAction(ctxOf(dso, later(4)), approve);
  await performAction(ctxOf(admin, later(5)), {
    action: "change_handler",
    params: { handlerId: dso.id },
    selection: { ids },
  });
  await expect(undoOperation(ctxOf(dso, later(6)), again.operationId ?? "")).rejects.toMatchObject({
    detail: { extra: { cases: [{ changedBy: admin.name, changedByOrganisation: null }, {}] } },
  });
  const { history, people } = await getCase(ctxOf(dso), ids[0] ?? "");
  expect(history[0]).toMatchObject({ actorName: admin.name, organisationName: null });
  expect(people.get(dso.id)).toEqual({ name: dso.name, organisation: dso.organisation?.name });
});

test("an extract says by whom and of which company", async () => {
  const { dso, admin, impostor, company, projectId } = await anImpostor();
  for (const [actor, locale, told] of [
    [impostor, "da", `${dso.name} (${company})`],
    [dso, "en", `${dso.name} (${dso.organisation?.name})`],
    [admin, "da", `${admin.name} (Administrator)`],
  ] as const) {
    const book = await downloaded(await exportWorkbook(ctxOf(actor), projectId, {}, locale));
    const [, about] = await readSheets(book.bytes, book.fileName);
    expect(about?.rows.map(({ cells }) => cells[1])).toContain(told);
  }
});

test("the words for somebody, in both languages", () => {
  expect(actorText(da, "Ida", "Elfirma")).toBe("Ida (Elfirma)");
  expect(actorText(da, "Ida", null)).toBe("Ida (Administrator)");
  expect(actorText(en, "Ida", null)).toBe("Ida (Administrator)");
  // What was kept before companies were.
  const old = { changedBy: "Ida", changedAt: "2026-11-24T11:01:00.000Z" };
  expect(reasonSentence(en, { action: "approve", reason: "changed_since", state: "approved", ...old })).toBe(
    "Changed by Ida at 12:01 PM after you selected it.",
  );
});

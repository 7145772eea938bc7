import { setUserActive } from "@/lib/server/people/users";
import { performAction } from "@/lib/server/cases/bulk";
import { getCase } from "@/lib/server/cases/cases";
import { addCases } from "@/lib/server/imports/import";
import { getOperation, undoRefusal } from "@/lib/server/operations/operations";
import { undoOperation } from "@/lib/server/operations/undo";
import { aProjectWithCases, aUser, ctxOf, FIELDS, NOW, someAddresses } from "../support/factories";

const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
const approve = (ids: string[]) => ({
  action: "approve",
  params: { connectionPoint: "Skab 7" },
  selection: { ids },
});

test("takes back states and values, writes history, and happens once", async () => {
  const { dso, dsoColleague, ids } = await aProjectWithCases(3);
  const { operationId } = await performAction(ctxOf(dso), approve(ids));
  const outcome = await undoOperation(ctxOf(dsoColleague, minutes(14)), operationId as string);
  expect(outcome.done).toBe(3);
  const detail = await getCase(ctxOf(dso), ids[0] as string);
  expect(detail.case).toMatchObject({ state: "submitted", version: 3 });
  expect(detail.case.fields.connectionPoint).toBeUndefined();
  expect(detail.history.map((entry) => [entry.action, entry.fromState, entry.toState])).toEqual([
    ["undo", "approved", "submitted"],
    ["approve", "submitted", "approved"],
    ["create", null, "submitted"],
  ]);
  await expect(undoOperation(ctxOf(dso), operationId as string)).rejects.toMatchObject({
    code: "operation_already_undone",
  });
  await expect(undoOperation(ctxOf(dso), outcome.operationId)).rejects.toMatchObject({
    code: "operation_not_undoable",
  });
});

test("restores the person responsible", async () => {
  const { installer, colleague, ids } = await aProjectWithCases(2);
  const { operationId } = await performAction(ctxOf(installer), {
    action: "change_installer",
    params: { installerId: colleague.id },
    selection: { ids },
  });
  await undoOperation(ctxOf(colleague), operationId as string);
  expect((await getCase(ctxOf(installer), ids[0] as string)).case.installer.id).toBe(installer.id);
});

test("deletes what an import created", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const { operationId } = await addCases(ctxOf(installer), groupId, {
    fields: FIELDS.apartment,
    addresses: someAddresses(4),
  });
  const { cases } = await getOperation(ctxOf(installer), operationId as string);
  expect(cases).toHaveLength(4);
  expect(await undoOperation(ctxOf(installer), operationId as string)).toMatchObject({ done: 4 });
  await expect(getCase(ctxOf(installer), cases[0]?.id as string)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("is refused after 15 minutes, to the other side, and to strangers", async () => {
  const { dso, installer, otherDso, ids } = await aProjectWithCases(2);
  const { operationId } = await performAction(ctxOf(dso), approve(ids));
  const id = operationId as string;
  await expect(undoOperation(ctxOf(dso, minutes(16)), id)).rejects.toMatchObject({
    code: "operation_expired",
  });
  await expect(undoOperation(ctxOf(installer), id)).rejects.toMatchObject({ code: "forbidden" });
  await expect(undoOperation(ctxOf(otherDso), id)).rejects.toMatchObject({ code: "not_found" });
  expect((await getCase(ctxOf(dso), ids[0] as string)).case.state).toBe("approved");
});

test("is refused as a whole, with the list, when one case has changed since", async () => {
  const { dso, installer, ids } = await aProjectWithCases(3);
  const { operationId } = await performAction(ctxOf(dso), approve(ids));
  await performAction(ctxOf(installer), { action: "cancel", selection: { ids: [ids[1]] } });
  await expect(undoOperation(ctxOf(dso), operationId as string)).rejects.toMatchObject({
    code: "cases_changed",
    detail: { params: { count: 1 }, extra: { cases: [{ caseId: ids[1] }] } },
  });
  expect((await getCase(ctxOf(dso), ids[0] as string)).case.state).toBe("approved");
});

test("the refusal says which case, where it lies and who was there since", async () => {
  const { dso, installer, ids, cases } = await aProjectWithCases(2);
  const { operationId } = await performAction(ctxOf(dso), approve(ids));
  await performAction(ctxOf(installer, minutes(1)), { action: "cancel", selection: { ids: [ids[1]] } });
  await expect(undoOperation(ctxOf(dso), operationId as string)).rejects.toMatchObject({
    detail: {
      extra: {
        cases: [
          {
            caseId: ids[1],
            number: cases[1]?.number,
            address: cases[1]?.address,
            changedBy: installer.name,
            changedByOrganisation: installer.organisation?.name,
            changedAt: "2026-11-24T11:01:00.000Z",
          },
        ],
      },
    },
  });
});

test("is refused when it would make somebody responsible who is no longer active", async () => {
  const { installer, colleague, admin, ids } = await aProjectWithCases(2);
  const moved = await performAction(ctxOf(installer), {
    action: "change_installer",
    params: { installerId: colleague.id },
    selection: { ids },
  });
  await setUserActive(ctxOf(admin), installer.id, { isActive: false });
  await expect(undoOperation(ctxOf(colleague), moved.operationId ?? "")).rejects.toMatchObject({
    code: "person_inactive",
    detail: { params: { count: 2 } },
  });
  expect((await getCase(ctxOf(colleague), ids[0] ?? "")).case.installer.id).toBe(colleague.id);
});

test("is refused when it would open a case again of somebody who is no longer active", async () => {
  const { installer, dso, dsoColleague, admin, ids } = await aProjectWithCases(2);
  await performAction(ctxOf(dso), {
    action: "change_handler",
    params: { handlerId: dso.id },
    selection: { ids },
  });
  const cancelled = await performAction(ctxOf(installer), {
    action: "cancel",
    params: {},
    selection: { ids },
  });
  await setUserActive(ctxOf(admin), dso.id, { isActive: false });
  await expect(undoOperation(ctxOf(installer), cancelled.operationId ?? "")).rejects.toMatchObject({
    code: "person_inactive",
    detail: { params: { count: 2 } },
  });
  expect((await getCase(ctxOf(dsoColleague), ids[0] ?? "")).case.state).toBe("cancelled");
});

test("is not refused for somebody inactive who has had the open cases all along", async () => {
  const { installer, colleague, dso, admin, ids } = await aProjectWithCases(2);
  await setUserActive(ctxOf(admin), colleague.id, { isActive: false });
  // The company's last one, who keeps the cases.
  await setUserActive(ctxOf(admin), installer.id, { isActive: false });
  const { operationId } = await performAction(ctxOf(dso), approve(ids));
  expect(await undoOperation(ctxOf(dso), operationId ?? "")).toMatchObject({ done: 2 });
  expect((await getCase(ctxOf(dso), ids[0] ?? "")).case).toMatchObject({
    state: "submitted",
    installer: { id: installer.id },
  });
  // Nor for the one, when the other is given back.
  const moved = await performAction(ctxOf(dso), {
    action: "change_handler",
    params: { handlerId: dso.id },
    selection: { ids },
  });
  expect(await undoOperation(ctxOf(dso), moved.operationId ?? "")).toMatchObject({ done: 2 });
});

test("an administrator's change is undone by administrators, and by no company", async () => {
  const { admin, installer, colleague, dso, ids } = await aProjectWithCases(2);
  const { operationId } = await performAction(ctxOf(admin), {
    action: "change_installer",
    params: { installerId: colleague.id },
    selection: { ids },
  });
  for (const actor of [installer, dso]) {
    await expect(undoOperation(ctxOf(actor), operationId ?? "")).rejects.toMatchObject({ code: "forbidden" });
  }
  const other = await aUser("admin");
  expect(await undoOperation(ctxOf(other), operationId ?? "")).toMatchObject({ done: 2 });
  expect((await getCase(ctxOf(installer), ids[0] ?? "")).case.installer.id).toBe(installer.id);
});

test("an administrator does not undo what a company did", async () => {
  const { admin, dso, ids } = await aProjectWithCases(1);
  const { operationId } = await performAction(ctxOf(dso), approve(ids));
  await expect(undoOperation(ctxOf(admin), operationId ?? "")).rejects.toMatchObject({ code: "forbidden" });
});

test("somebody without a company is not taken for an administrator", async () => {
  const { admin, installer, dso } = await aProjectWithCases(1);
  const ofAdministrators = {
    action: "edit",
    at: NOW,
    organisationId: null,
    done: 1,
    undoneBy: null,
    partOf: null,
  };
  expect(undoRefusal(ctxOf(admin), ofAdministrators)).toBeNull();
  for (const actor of [installer, dso]) {
    const lost = { ...actor, organisation: null };
    expect(undoRefusal(ctxOf(lost), ofAdministrators)).toMatchObject({ code: "forbidden" });
  }
});

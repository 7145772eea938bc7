import { LOST, type ProblemDocument } from "@/components/api";
import { NO_DRAFT } from "@/components/import/draft";
import type { ImportAnswer } from "@/components/import/import-answer";
import { type Aim, type ImportEvent, importFlow } from "@/components/import/import-flow";
import { requestOf } from "@/components/import/import-request";
import { fieldsOf, type ImportState, mayCreate, startOf, type Tab } from "@/components/import/import-state";
import { answer, problem } from "./import-answers";

const ok = (more: Partial<ImportAnswer> = {}) => ({ ok: true as const, body: answer(more) });
const no = (code: string, more: Partial<ProblemDocument> = {}) => ({
  ok: false as const,
  status: 422,
  problem: { code, detail: `(${code})`, ...more },
});
const file = new File(["Vejnavn;Husnr.;Postnr.\n"], "liste.csv");
const row = { street: "Bakkevej", houseNo: "1", postcode: "2740" };

function start(
  tab: Tab,
  step: 1 | 2 | 3 = 1,
  more: Partial<Parameters<typeof startOf>[0]> = {},
): ImportState {
  const draft = { ...NO_DRAFT, typed: [row, { ...row, houseNo: "2" }, { ...row, houseNo: "3" }] };
  return startOf({ caseType: "apartment", last: null, place: { tab, step }, draft, file, ...more });
}
const after = (state: ImportState, ...events: ImportEvent[]) => events.reduce(importFlow, state);
const asked: ImportEvent = { type: "asked", work: "check" };
/** A check that is asked for and answered at once. */
const checked = (state: ImportState, aim: Aim, told: ReturnType<typeof ok> | ReturnType<typeof no>) => {
  const waiting = importFlow(state, asked);
  return importFlow(waiting, { type: "checked", turn: waiting.turn, aim, answer: told });
};
const atCheck = (tab: Tab = "type", more: Partial<ImportAnswer> = {}) =>
  checked(start(tab, 3), "rows", ok({ rows: 3, ...more }));

describe("the steps", () => {
  test("without addresses, as when they have been created, the address of a later step leads to the first", () => {
    for (const tab of ["type", "range"] as const)
      expect(start(tab, 3, { draft: NO_DRAFT }).place).toEqual({ tab, step: 1 });
    expect(start("type", 3).place.step).toBe(3);
    const emptied = start("type", 1, { draft: NO_DRAFT });
    expect(importFlow(emptied, { type: "placed", place: { tab: "type", step: 2 } }).place.step).toBe(1);
  });

  test("rows go on to the fields at once, then to the check, and back again", () => {
    const fields = after(start("type"), { type: "addressesLeft" });
    expect(fields.place).toEqual({ tab: "type", step: 2 });
    expect(fields.headed).toBe(1);
    const rows = checked(fields, "fields", ok());
    expect(rows.place.step).toBe(3);
    expect(rows.check).toEqual(answer());
    const back = after(rows, { type: "wentBack" });
    expect(back.place.step).toBe(2);
    expect(after(back, { type: "wentBack" }).place.step).toBe(1);
    expect(after(back, { type: "wentBack" }, { type: "wentBack" }).place.step).toBe(1);
    expect(after(back, { type: "placed", place: { tab: "type", step: 3 } }).place.step).toBe(3);
  });

  test.each([
    ["type", "nothing.type"],
    ["range", "nothing.range"],
    ["excel", "nothing.excel"],
  ] as const)("without addresses (%s) the first step stays, and says so", (tab, sentence) => {
    const state = after(start(tab, 1, { draft: NO_DRAFT, file: null }), { type: "addressesLeft" });
    expect(state.place.step).toBe(1);
    expect(state.refusal).toEqual({ sentence });
    expect(state.asksForAddresses).toBe(true);
  });

  test("a file waits for its check before the fields are shown", () => {
    const waiting = after(start("excel"), { type: "addressesLeft" });
    expect(waiting.place.step).toBe(1);
    expect(checked(waiting, "addresses", ok()).place.step).toBe(2);
  });

  test("a file that is gone leaves nothing but the first step", () => {
    expect(start("excel", 3, { file: null }).place.step).toBe(1);
    const state = start("excel", 1, { file: null });
    expect(after(state, { type: "placed", place: { tab: "excel", step: 3 } }).place.step).toBe(1);
    expect(start("type", 3, { file: null }).place.step).toBe(3);
  });

  test("whoever went back while the fields were checked is not pulled on", () => {
    const waiting = after(start("type", 2), asked, { type: "wentBack" });
    const state = after(waiting, { type: "checked", turn: waiting.turn, aim: "fields", answer: ok() });
    expect(state.place.step).toBe(1);
    expect(state.work).toBeNull();
  });
});

describe("the fields", () => {
  const missing = problem({ row: null, field: "customerName", code: "required", message: "Navn mangler." });
  const unusual = problem({
    row: null,
    field: "storeys",
    severity: "warning",
    code: "storeys_unusual",
    message: "Usædvanligt.",
  });

  test("an error keeps the step and stands in the summary", () => {
    const state = checked(start("type", 2), "fields", ok({ problems: [missing, unusual] }));
    expect(state.place.step).toBe(2);
    expect(state.summary).toEqual([{ path: "customerName", message: "Navn mangler." }]);
    expect(state.faults.warnings).toEqual({ storeys: "Usædvanligt." });
    expect(state.unseen).toEqual([]);
  });

  test("a warning is shown once before the step is left", () => {
    const first = checked(start("type", 2), "fields", ok({ problems: [unusual] }));
    expect(first.place.step).toBe(2);
    expect(first.unseen).toEqual(["Usædvanligt."]);
    const second = checked(first, "fields", ok({ problems: [unusual] }));
    expect(second.place.step).toBe(3);
    expect(second.unseen).toEqual([]);
  });

  test("a judgement of one field passes by what is not filled in yet, until the step was to be left", () => {
    const judge = (state: ImportState) => {
      const waiting = after(state, { type: "fieldsAsked" });
      const told = ok({ problems: [missing, unusual] });
      return after(waiting, { type: "fieldsJudged", turn: waiting.turn, answer: told });
    };
    expect(judge(start("type", 2)).faults.errors).toEqual({});
    const pressed = checked(start("type", 2), "fields", ok({ problems: [missing] }));
    expect(judge(pressed).faults.errors).toEqual({ customerName: "Navn mangler." });
  });

  test("the last batch's values stand until they are changed or cleared", () => {
    const last = { fields: { customerName: "Boligforeningen" }, at: "2026-01-01T00:00:00Z" };
    const state = start("type", 2, { last });
    expect(fieldsOf(state).customerName).toBe("Boligforeningen");
    const cleared = after(state, { type: "fieldsCleared" });
    expect(fieldsOf(cleared).customerName).toBeUndefined();
    expect(fieldsOf(cleared).payerSameAsCustomer).toBe(true);
    const typed = after(state, { type: "fieldsChanged", values: { customerName: "Andelen" } });
    expect(fieldsOf(typed)).toEqual({ customerName: "Andelen" });
  });
});

describe("an answer that comes late", () => {
  test("is not that of the rows that were changed meanwhile", () => {
    const waiting = after(start("excel"), { type: "addressesLeft" }, asked);
    const changed = after(waiting, { type: "addressesChanged", part: { columns: { street: "Vej" } } });
    expect(changed.work).toBeNull();
    const late = after(changed, { type: "checked", turn: waiting.turn, aim: "addresses", answer: ok() });
    expect(late).toBe(changed);
  });

  test("of two checks the last one counts", () => {
    const first = after(atCheck(), { type: "cellMended", row: 1, field: "houseNo", value: "4" }, asked);
    const second = after(first, { type: "cellMended", row: 2, field: "houseNo", value: "5" }, asked);
    const late = after(second, { type: "checked", turn: first.turn, aim: "rows", answer: ok({ rows: 9 }) });
    expect(late).toBe(second);
    expect(late.work).toBe("check");
    const told = { type: "checked", turn: second.turn, aim: "rows", answer: ok({ rows: 3 }) } as const;
    expect(after(late, told).check?.rows).toBe(3);
  });

  test("a judgement of fields, after a check was asked for, is passed by", () => {
    const waiting = after(start("type", 2), { type: "fieldsAsked" });
    const state = after(waiting, asked);
    expect(after(state, { type: "fieldsJudged", turn: waiting.turn, answer: ok() })).toBe(state);
  });

  test("progress of an earlier check is not shown", () => {
    const progress = { phase: "checking", done: 5, total: 10 } as const;
    const waiting = after(atCheck(), asked);
    expect(after(waiting, { type: "progressed", turn: waiting.turn - 1, progress }).progress).toBeUndefined();
    expect(after(waiting, { type: "progressed", turn: waiting.turn, progress }).progress).toEqual(progress);
  });

  test("a file that was read into memory after another one was chosen is not kept", () => {
    const other = new File(["x"], "anden.csv");
    const state = after(start("excel"), { type: "fileChosen", file: other });
    const kept = { name: "liste.csv", size: 23, data: "data:," };
    expect(after(state, { type: "fileKept", file, kept })).toBe(state);
    expect(after(state, { type: "fileKept", file: other, kept }).draft.file).toEqual(kept);
  });
});

describe("a refusal", () => {
  test("of a check keeps the step, and what was changed counts as unchecked", () => {
    const state = checked(atCheck(), "rows", no("unauthenticated"));
    expect(state.place.step).toBe(3);
    expect(state.isStale).toBe(true);
    expect(state.work).toBeNull();
    expect(state.refusal).toEqual({ problem: no("unauthenticated").problem, isCommit: false });
    expect(checked(state, "rows", ok()).isStale).toBe(false);
    expect(checked(state, "rows", ok()).refusal).toBeUndefined();
  });

  test("of a creation says that cases were to be created; asked again it is gone", () => {
    const state = after(
      atCheck(),
      { type: "asked", work: "commit" },
      { type: "committed", answer: no("forbidden") },
    );
    expect(state.created).toBeUndefined();
    expect(state.refusal).toEqual({ problem: no("forbidden").problem, isCommit: true });
    expect(after(state, { type: "asked", work: "commit" }).refusal).toBeUndefined();
  });

  test("a lost answer is told while it is asked for again, and is lost when the tries are over", () => {
    const waiting = after(atCheck(), { type: "asked", work: "commit" }, { type: "paused", pause: "lost" });
    expect(waiting.work).toBe("commit");
    expect(waiting.refusal).toEqual({ sentence: "pause.lost" });
    const lost = after(waiting, { type: "committed", answer: LOST });
    expect(lost.work).toBeNull();
    expect(lost.refusal).toEqual({ problem: LOST.ok ? null : LOST.problem, isCommit: true });
    expect(after(waiting, { type: "committed", answer: ok({ created: 3 }) }).refusal).toBeUndefined();
  });

  test.each(["invalid_file", "payload_too_large", "too_many_rows"])("%s leads back to the file", (code) => {
    const state = checked(atCheck("excel"), "rows", no(code));
    expect(state.place.step).toBe(1);
    expect(state.refusal).toBeDefined();
    expect(state.question).toBeUndefined();
  });
});

describe("a file that leaves something open", () => {
  const sheets = [{ name: "Blok A", hidden: false, rows: 12, hasColumns: true }];

  test("asks in the first step, and an answer is sent with it", () => {
    const state = checked(start("excel", 2), "fields", no("choose_sheet", { sheets }));
    expect(state.place.step).toBe(1);
    expect(state.refusal).toBeUndefined();
    expect(state.question).toMatchObject({ message: "(choose_sheet)", sheets });
    const chosen = after(state, { type: "sheetChosen", sheet: "Blok A" });
    const { path, body } = requestOf(chosen, "g", { mode: "check" });
    expect(path).toBe("/api/v1/groups/g/import");
    expect((body as FormData).get("sheet")).toBe("Blok A");
  });

  test("another sheet has other columns", () => {
    const asking = checked(
      start("excel"),
      "addresses",
      no("missing_columns", { sheets, missing: ["houseNo"], headers: ["Tal"] }),
    );
    const named = after(asking, { type: "addressesChanged", part: { columns: { houseNo: "Tal" } } });
    expect(named.question?.missing).toEqual(["houseNo"]);
    const state = after(named, { type: "sheetChosen", sheet: "Blok A" });
    expect(state.question).toEqual({ sheets });
    expect(state.draft.columns).toEqual({});
  });

  test("another file forgets what was said of the first", () => {
    const asking = checked(start("excel"), "addresses", no("choose_sheet", { sheets }));
    const state = after(
      asking,
      { type: "sheetChosen", sheet: "Blok A" },
      { type: "fileChosen", file: new File([""], "b.csv") },
    );
    expect(state.question).toBeUndefined();
    expect(state.draft.choices).toEqual({});
    expect(state.draft.file).toEqual({ name: "b.csv", size: 0 });
  });

  test.each([
    ["sheet", { columns: {}, overrides: {}, omitted: [] }],
    ["hiddenRows", { columns: { street: "Vej" }, overrides: {}, omitted: [] }],
    ["dateOrder", { columns: { street: "Vej" }, overrides: { "2:houseNo": "4" }, omitted: [3] }],
  ])("after the choice of %s, what belongs to other rows is forgotten", (input, expected) => {
    const draft = { ...NO_DRAFT, columns: { street: "Vej" }, overrides: { "2:houseNo": "4" }, omitted: [3] };
    const state = after(start("excel", 3, { draft }), { type: "choiceMade", input, value: "x" });
    expect(state.draft).toMatchObject({ ...expected, choices: { [input]: "x" } });
  });
});

describe("mended rows", () => {
  test("are sent with their new values, removed ones are not, and the answer's numbers are the user's own", () => {
    const state = after(
      atCheck(),
      { type: "rowsRemoved", rows: [1] },
      { type: "cellMended", row: 3, field: "houseNo", value: "7" },
      { type: "cellMended", row: 3, field: "floor", value: "" },
    );
    const { path, body } = requestOf(state, "g", { mode: "check" });
    expect(path).toBe("/api/v1/groups/g/cases");
    expect(JSON.parse(String(body)).addresses).toEqual([
      { ...row, houseNo: "2" },
      { ...row, houseNo: "7" },
    ]);
    const told = checked(state, "rows", ok({ rows: 2, problems: [problem({ row: 2 })] }));
    expect(told.check?.problems[0]?.row).toBe(3);
    expect(after(told, { type: "rowsRestored" }).draft.omitted).toEqual([]);
  });

  test("a file's are named by row and field", () => {
    const state = after(
      atCheck("excel"),
      { type: "cellMended", row: 12, field: "houseNo", value: "7:b" },
      { type: "rowsRemoved", rows: [4, 4, 5] },
    );
    const body = requestOf(state, "g", { mode: "check", acceptWarnings: false }).body as FormData;
    expect(JSON.parse(String(body.get("overrides")))).toEqual([{ row: 12, field: "houseNo", value: "7:b" }]);
    expect(body.get("omit")).toBe("[4,5]");
    expect(body.get("acceptWarnings")).toBe("false");
    expect((body.get("file") as File).name).toBe("liste.csv");
  });

  test("belong to their addresses: new ones, or another way in, begin without them", () => {
    const mended = after(atCheck(), { type: "cellMended", row: 3, field: "houseNo", value: "7" });
    const retyped = after(mended, { type: "addressesChanged", part: { typed: [row] } });
    expect(retyped.draft.overrides).toEqual({});
    expect(retyped.check).toBeUndefined();
    const elsewhere = after(mended, { type: "tabChosen", tab: "range" });
    expect(elsewhere.place.tab).toBe("range");
    expect(elsewhere.draft.overrides).toEqual({});
    expect(elsewhere.draft.typed).toEqual(mended.draft.typed);
  });
});

describe("creating", () => {
  const warning = problem({ severity: "warning", code: "city_mismatch" });

  test("warnings are to be accepted first", () => {
    const state = atCheck("type", { problems: [warning] });
    expect(mayCreate(state)).toBe(false);
    expect(after(state, { type: "createPressed" }).asksToAccept).toBe(true);
    expect(mayCreate(after(state, { type: "warningsAccepted", accepts: true }))).toBe(true);
  });

  test("rows without errors can be created, an error of the batch is one of every row", () => {
    expect(mayCreate(atCheck("type", { problems: [problem(), problem({ row: 2 })] }))).toBe(true);
    const none = atCheck("type", { problems: [problem({ row: null })] });
    expect(mayCreate(none)).toBe(false);
    expect(after(none, { type: "createPressed" }).refusal).toEqual({ sentence: "noneReady" });
  });

  test("nothing is created twice while it is under way", () => {
    const state = after(atCheck(), { type: "asked", work: "commit" });
    expect(mayCreate(state)).toBe(false);
    expect(after(state, { type: "createPressed" })).toBe(state);
  });

  test("what was entered comes back after an undo, and is gone after »Tilføj flere«", () => {
    const made = after(atCheck("excel"), { type: "committed", answer: ok({ operationId: "o", created: 3 }) });
    expect(made.created?.created).toBe(3);
    const undone = after(made, { type: "undone" });
    expect(undone.created).toBeUndefined();
    expect(undone.place.step).toBe(1);
    expect(undone.draft).toEqual(made.draft);
    const more = after(made, { type: "startedOver" });
    expect(more.place).toEqual({ tab: "excel", step: 1 });
    expect(more.draft).toEqual(NO_DRAFT);
    expect(more.file).toBeNull();
    expect(more.created).toBeUndefined();
    expect(more.check).toBeUndefined();
  });
});

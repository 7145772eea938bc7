import { DomainError, isRefusal, Problem } from "@/lib/contract/errors";

test("a code with extras requires them, and one without refuses them", () => {
  // @ts-expect-error -- the sheets to choose from are missing
  expect(new DomainError("choose_sheet").code).toBe("choose_sheet");
  // @ts-expect-error -- another code's extras
  expect(new DomainError("choose_sheet", { extra: { headers: [] } }).code).toBe("choose_sheet");
  // @ts-expect-error -- nothing is carried by it
  expect(new DomainError("not_found", { extra: { sheets: [] } }).code).toBe("not_found");
  expect(new DomainError("choose_sheet", { extra: { sheets: [] } }).detail.extra.sheets).toEqual([]);
});

test("a refusal is known by its code, and then has the extras of it", () => {
  const thrown: unknown = new DomainError("choose_sheet", { extra: { sheets: [] } });
  expect(isRefusal(thrown, "choose_sheet") && thrown.detail.extra.sheets).toEqual([]);
  expect(isRefusal(thrown, "busy")).toBe(false);
  expect(isRefusal(new Error("busy"), "busy")).toBe(false);
});

test("a problem document takes what either code tells under one name, and nothing else", () => {
  const frame = { type: "urn:projekter:x", title: "x", status: 409, code: "cases_blocked", detail: "x" };
  const id = "7b0c6a6e-3f1d-4c58-9a35-0d6f0f1f2a11";
  const takes = (missing: unknown) => Problem.safeParse({ ...frame, missing }).success;
  expect([[id], ["houseNo"], [1], "houseNo"].map(takes)).toEqual([true, true, false, false]);
});

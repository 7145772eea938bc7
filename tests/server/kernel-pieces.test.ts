import { today } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { demand } from "@/lib/server/kernel/demand";
import type { Ctx } from "@/lib/server/kernel/context";
import { remembered } from "@/lib/server/kernel/remembered";

const ID = "0b6c7a52-1f0e-4c7f-9d3e-5a1b2c3d4e5f";
const cursorOf = (text: string) => Buffer.from(text).toString("base64url");
const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};
const NOT_OURS = { code: "invalid", detail: { faults: [{ path: "cursor", code: "invalid" }] } };

test("a cursor is the place in an address's letters, and is read back", () => {
  // The bytes of ["Ågade?>",…] have both letters in which the two alphabets of base64 differ.
  const place = { value: "Ågade?>~~~ÿÿ", id: ID };
  const cursor = writeCursor("cases number", place);
  expect(cursor).toBe(cursorOf(`["Ågade?>~~~ÿÿ","${ID}","cases number"]`));
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(readCursor("cases number", cursor)).toEqual(place);
  expect(readCursor("cases number", undefined)).toBeUndefined();
});

test.each([
  ["no text of ours", "%%%"],
  ["nothing", ""],
  ["no list", cursorOf("5")],
  ["no value", cursorOf(`[null,"${ID}","cases number"]`)],
  ["a list for a value", cursorOf(`[["a"],"${ID}","cases number"]`)],
  ["a number for a value", cursorOf(`[5,"${ID}","cases number"]`)],
  ["what the database cannot hold", cursorOf(`["a\\u0000","${ID}","cases number"]`)],
  ["no id", cursorOf('["a"]')],
  ["something before the id", cursorOf(`["a","x${ID}","cases number"]`)],
  ["something after the id", cursorOf(`["a","${ID}0","cases number"]`)],
  ["other letters in the id", cursorOf(`["a","${ID.replace("0", "x")}","cases number"]`)],
  ["a short id", cursorOf('["a","0"]')],
  ["the place in another order", writeCursor("cases -number", { value: "a", id: ID })],
  ["a place without its list", cursorOf(`["a","${ID}"]`)],
])("%s is no cursor of ours", (_, cursor) => {
  expect(thrownBy(() => readCursor("cases number", cursor))).toMatchObject(NOT_OURS);
});

test("a value of another sort is the caller's fault; any other failure stays what it was", () => {
  const place = { value: "a", id: ID };
  const [strange, other, plain] = [{ code: "22P02" }, { code: "42P01" }, new Error("no")];
  expect(thrownBy(() => refuseStrange(place)(strange))).toMatchObject(NOT_OURS);
  expect(thrownBy(() => refuseStrange(place)(other))).toBe(other);
  expect(thrownBy(() => refuseStrange(place)(plain))).toBe(plain);
  expect(thrownBy(() => refuseStrange(undefined)(strange))).toBe(strange);
});

test("a verb is demanded of the actor's role", () => {
  const ctx = (role: string) => ({ actor: { role } }) as Ctx;
  expect(demand(ctx("installer"), "create_project")).toBeUndefined();
  expect(thrownBy(() => demand(ctx("dso"), "create_project"))).toMatchObject({ code: "forbidden" });
});

test.each([
  ["2026-01-31T22:59:59Z", "2026-01-31"],
  ["2026-01-31T23:00:00Z", "2026-02-01"],
  ["2026-06-30T22:00:00Z", "2026-07-01"],
])("at %s it is %s in Denmark", (now, day) => {
  expect(today({ now: new Date(now) })).toBe(day);
});

test("each text is worked out once, also when nothing comes of it", () => {
  const make = jest.fn((text: string) => text === "a");
  const made = remembered(make);
  expect(["a", "b", "a", "b"].map(made)).toEqual([true, false, true, false]);
  expect(make.mock.calls).toEqual([["a"], ["b"]]);
});

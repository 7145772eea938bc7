import { jsonText, problemOf, workbookResponse } from "@/lib/web/response";
import { refusalOf } from "@/lib/web/refusal";
import { DomainError } from "@/lib/domain/error";
import { translator } from "@/lib/messages";

const dispositionOf = (fileName: string) =>
  workbookResponse({ fileName, bytes: new Uint8Array() }).headers.get("content-disposition");

test("any name can be that of a download", () => {
  expect(dispositionOf("Havnen-2026-11-24.xlsx")).toBe(
    `attachment; filename="Havnen-2026-11-24.xlsx"; filename*=UTF-8''Havnen-2026-11-24.xlsx`,
  );
  expect(dispositionOf("Blå 💡.xlsx")).toBe(
    `attachment; filename="Bl_ _.xlsx"; filename*=UTF-8''Bl%C3%A5%20%F0%9F%92%A1.xlsx`,
  );
  expect(dispositionOf("a\ud83d.xlsx")).toBe(
    `attachment; filename="a_.xlsx"; filename*=UTF-8''a%EF%BF%BD.xlsx`,
  );
  expect(dispositionOf(`Ole's (1)*"\r\n;.xlsx`)).toBe(
    `attachment; filename="Ole_s _1______.xlsx"; filename*=UTF-8''Ole%27s%20%281%29%2a%22%0D%0A%3B.xlsx`,
  );
});

test("JSON carries no half characters, and everything else as it is", () => {
  const value = { "k\ud800": ["a\udfffb", "\\ud800", "\\\\\ud801", "💡", '"\\\n\u0007'] };
  expect(jsonText(value)).toBe(`{"k�":["a�b","\\\\ud800","\\\\\\\\�","💡","\\"\\\\\\n\\u0007"]}`);
  expect(JSON.parse(jsonText(value))).toEqual({ "k�": ["a�b", "\\ud800", "\\\\�", "💡", '"\\\n\u0007'] });
});

test("a refusal that repeats half a character is JSON that every reader takes", () => {
  const error = new DomainError("invalid", { faults: [{ path: "a\ud800", code: "unknown_key" }] });
  expect(problemOf(refusalOf(error, "da"), translator("da")).text).toContain('"path":"a�"');
});

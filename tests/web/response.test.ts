import { jsonText, problemOf, workbookResponse } from "@/lib/web/response";
import { refusalOf } from "@/lib/web/refusal";
import { DomainError } from "@/lib/contract/errors";
import { translator } from "@/lib/messages";

async function* piecesOf(...some: (number | Error)[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const one of some) {
    if (one instanceof Error) throw one;
    yield new Uint8Array([one]);
  }
}

const dispositionOf = async (fileName: string) =>
  (await workbookResponse({ fileName, pieces: piecesOf() })).headers.get("content-disposition");

test("a download is asked for piece by piece and ends with the last", async () => {
  const response = await workbookResponse({ fileName: "a.xlsx", pieces: piecesOf(1, 2, 3) });
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3]);
});

test("what fails before the first piece is an answer of its own; later it breaks the download off", async () => {
  const fault = new Error("lost");
  await expect(workbookResponse({ fileName: "a.xlsx", pieces: piecesOf(fault) })).rejects.toBe(fault);
  const reader = (
    await workbookResponse({ fileName: "a.xlsx", pieces: piecesOf(1, 2, fault) })
  ).body?.getReader();
  expect((await reader?.read())?.value).toEqual(new Uint8Array([1]));
  // What was made before the fault may still come; an end that looks whole may not.
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return;
  };
  await expect(rest()).rejects.toBe(fault);
});

test("a reader that goes away ends the work", async () => {
  let made = 0;
  let hasEnded = false;
  async function* endless(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      for (;;) yield new Uint8Array([(made += 1)]);
    } finally {
      hasEnded = true;
    }
  }
  const { body } = await workbookResponse({ fileName: "a.xlsx", pieces: endless() });
  const reader = body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(hasEnded).toBe(true);
  expect(made).toBeLessThanOrEqual(4);
});

test("any name can be that of a download", async () => {
  expect(await dispositionOf("Havnen-2026-11-24.xlsx")).toBe(
    `attachment; filename="Havnen-2026-11-24.xlsx"; filename*=UTF-8''Havnen-2026-11-24.xlsx`,
  );
  expect(await dispositionOf("Blå 💡.xlsx")).toBe(
    `attachment; filename="Bl_ _.xlsx"; filename*=UTF-8''Bl%C3%A5%20%F0%9F%92%A1.xlsx`,
  );
  expect(await dispositionOf("a\ud83d.xlsx")).toBe(
    `attachment; filename="a_.xlsx"; filename*=UTF-8''a%EF%BF%BD.xlsx`,
  );
  expect(await dispositionOf(`Ole's (1)*"\r\n;.xlsx`)).toBe(
    `attachment; filename="Ole_s _1______.xlsx"; filename*=UTF-8''Ole%27s%20%281%29%2a%22%0D%0A%3B.xlsx`,
  );
});

test("JSON carries no half characters, and everything else as it is", () => {
  const value = { "k\ud800": ["a\udfffb", "\\ud800", "\\\\\ud801", "💡", '"\\\n\u0007'] };
  expect(jsonText(value)).toBe(`{"k�":["a�b","\\\\ud800","\\\\\\\\�","💡","\\"\\\\\\n\\u0007"]}`);
  expect(JSON.parse(jsonText(value))).toEqual({ "k�": ["a�b", "\\ud800", "\\\\�", "💡", '"\\\n\u0007'] });
});

test("a refusal that repeats half a character is JSON that every reader takes", async () => {
  const error = new DomainError("invalid", { faults: [{ path: "a\ud800", code: "unknown_key" }] });
  expect((await problemOf(refusalOf(error, "da"), translator("da"))).text).toContain('"path":"a�"');
});

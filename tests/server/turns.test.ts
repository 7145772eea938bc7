import { DomainError } from "@/lib/contract/errors";
import type * as writing from "@/lib/server/spreadsheet/write-workbook";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { Turns } from "@/lib/server/kernel/turns";
import { aProjectWithCases, ctxOf } from "../support/factories";

type Writer = typeof writing;

/** A module as the pages have it, or the API: the build gives each of them its own. */
function loaded<Module>(name: string): Module {
  let found: unknown;
  jest.isolateModules(() => {
    found = jest.requireActual(name);
  });
  return found as Module;
}

const soon = <Result>(promise: Promise<Result>) =>
  Promise.race([promise.then(() => "let in"), new Promise((resolve) => setTimeout(resolve, 500, "waiting"))]);

test("pages and API stand in the same line, though each has the module of it", async () => {
  const begin = ({ writeWorkbook }: Writer) => {
    const words = { shortened: "", dayFormat: "", page: "" };
    const sheets = [{ name: "A", title: "", widths: [], rows: [[["x"]]] }];
    const pieces = writeWorkbook(sheets, { who: "somebody", words });
    return { pieces, first: pieces.next() };
  };
  const [pages, api] = [1, 2].map(() => loaded<Writer>("@/lib/server/spreadsheet/write-workbook"));
  if (!pages || !api) throw new Error("no modules");
  expect(pages.writeWorkbook).not.toBe(api.writeWorkbook);
  const open = [begin(pages), begin(api)];
  for (const { first } of open) await first;
  const third = begin(api);
  expect(await soon(third.first)).toBe("waiting");
  for (const { pieces } of open) await pieces.return(undefined);
  await third.first;
  await third.pieces.return(undefined);
});

test("who has gone leaves the line, and the places are the others'", async () => {
  const turns = Turns.named("a test's", { atOnce: 1, perPerson: 1, places: { all: 3, each: 3 } });
  const leave = await turns.take("a");
  const gone = new AbortController();
  const waiting = [1, 2, 3].map(() => turns.take("b", gone.signal));
  await expect(turns.take("c")).rejects.toMatchObject({ code: "busy" });
  gone.abort();
  for (const one of waiting) await expect(one).rejects.toBeInstanceOf(DomainError);
  await expect(turns.take("b", gone.signal)).rejects.toMatchObject({ code: "busy" });
  const next = turns.take("c");
  leave();
  (await next)();
});

test("downloads that nobody waits for any more do not stand before the next one", async () => {
  const { installer, projectId } = await aProjectWithCases(2);
  const gone = new AbortController();
  const begin = async () => {
    const { pieces } = await exportWorkbook({ ...ctxOf(installer), gone: gone.signal }, projectId, {}, "da");
    return { pieces, first: pieces.next().catch(() => {}) };
  };
  // Two at a time, and ten may wait.
  const downloads = await Promise.all(Array.from({ length: 12 }, begin));
  gone.abort();
  const { pieces } = await exportWorkbook(ctxOf(installer), projectId, {}, "da");
  const next = pieces.next();
  for (const download of downloads) await download.pieces.return(undefined);
  expect((await next).value?.length).toBeGreaterThan(0);
  await pieces.return(undefined);
});

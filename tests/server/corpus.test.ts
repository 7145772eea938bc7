import { setTimeout as pause } from "node:timers/promises";
import { formatAddress, readAddress } from "@/lib/domain/addresses/address";
import { DomainError } from "@/lib/contract/errors";
import { translator } from "@/lib/messages";
import type { Actor } from "@/lib/server/kernel/context";
import { importCases, readAddressSheet } from "@/lib/server/imports/import-file";
import { listProjects } from "@/lib/server/projects/project-summaries";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { CORPUS, type CorpusFile, type Expected } from "../corpus/corpus";
import { aGroup, aProject, aUser, aWorld, ctxOf, FIELDS } from "../support/factories";

let scene: Promise<{ installer: Actor; groupId: string }> | undefined;
const aScene = () => {
  scene ??= (async () => {
    const { installer, gridArea } = await aWorld();
    return { installer, groupId: await aGroup(installer, await aProject(installer, gridArea)) };
  })();
  return scene;
};

const made = new Map<string, Buffer>();

/** Somebody who is told that too many files wait already tries again. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError && error.code === "busy")) throw error;
      await pause(250);
    }
  }
}

/** What becomes of a file, in the terms of the corpus. */
async function fateOf({ name, make, fileName = "" }: CorpusFile, sender?: Actor): Promise<Expected> {
  const { installer, groupId } = await aScene();
  const ctx = ctxOf(sender ?? installer);
  const bytes = made.get(name) ?? make();
  made.set(name, bytes);
  try {
    const outcome = await inTurn(() =>
      importCases(ctx, groupId, { name: fileName, bytes }, { fields: FIELDS.apartment, mode: "check" }),
    );
    const sheets = (await inTurn(() => readSheets(bytes, fileName))).filter(({ rows }) => rows.length > 0);
    const sheet = sheets.find(({ name }) => name === "Adresser") ?? sheets[0];
    const { rows } = readAddressSheet(sheet ?? { rows: [] }, "apartment");
    return {
      addresses: rows.map(({ values }) => formatAddress(readAddress(values).address)),
      problems: outcome.problems.map(({ row, field, code }) => [row ?? 0, field, code]),
      unknown: outcome.unknownColumns,
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { params, extra } = error.detail;
    if (error.code === "too_many_rows") return { tooManyRows: true };
    if (error.code === "missing_columns") return { missing: extra?.missing as string[] };
    if (error.code === "ambiguous_columns") return { ambiguous: Object.keys(extra?.ambiguous as object) };
    if (error.code !== "invalid_file") throw error;
    return { refused: String(params?.reason) };
  }
}

const whole = (expected: Expected): Expected =>
  "addresses" in expected ? { problems: [], unknown: [], ...expected } : expected;

const MIB = 1024 * 1024;
const GROWTH_MIB = 700;
/** The longest that somebody else waits, as a part of the time all files take: a file that holds the event loop takes more. */
const OTHERS_WAIT = 0.25;

let base = 0;
beforeAll(() => {
  base = process.memoryUsage.rss();
});

test("the corpus is as large as it should be, and no name stands twice", () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

test.each(CORPUS.map((file): [string, CorpusFile] => [file.name, file]))(
  "%s",
  async (_, file) => {
    expect(await fateOf(file)).toEqual(whole(file.expected));
    expect(Object.prototype).not.toHaveProperty("x");
  },
  40_000,
);

test("every reason has a sentence of its own in both languages", () => {
  const reasons = [
    ...new Set(CORPUS.flatMap(({ expected }) => ("refused" in expected ? [expected.refused] : []))),
  ];
  for (const t of [translator("da"), translator("en")]) {
    const sentences = reasons.map((reason) => t("errors.invalid_file", { reason }));
    expect(new Set(sentences).size).toBe(reasons.length);
    expect(sentences).not.toContain(t("errors.invalid_file", { reason: "no such" }));
  }
});

test("all of them at once: memory stays bounded and nobody else is kept waiting", async () => {
  const { installer } = await aScene();
  // Of one person only one file is read at a time, so each file comes from a colleague of their own.
  const senders = await Promise.all(CORPUS.map(() => aUser("installer", installer.organisation)));
  let isOver = false;
  let peak = 0;
  let slowest = 0;
  const started = performance.now();
  // Somebody else, who only wants the list of projects, again and again.
  const neighbour = async () => {
    while (!isOver) {
      const begun = performance.now();
      await listProjects(ctxOf(installer), {});
      slowest = Math.max(slowest, performance.now() - begun);
      await pause(25);
    }
  };
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 25);
  const files = Promise.all(CORPUS.map((file, n) => fateOf(file, senders[n]))).finally(() => {
    isOver = true;
    clearInterval(watch);
  });
  await Promise.all([files, neighbour()]);
  const growth = Math.round((peak - base) / MIB);
  process.stderr.write(
    `corpus: memory grew by ${growth} MiB, others waited at most ${Math.round(slowest)} ms\n`,
  );
  expect(growth).toBeLessThan(GROWTH_MIB);
  expect(slowest).toBeLessThan(OTHERS_WAIT * (performance.now() - started));
}, 300_000);

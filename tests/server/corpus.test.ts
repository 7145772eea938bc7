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

const MIB = 1024 * 1024;
const GROWTH_MIB = 700;
/** The longest that somebody else waits, as a part of the time all files take: a file that holds the event loop takes more. */
const OTHERS_WAIT = 0.25;
/** Files on their way in; more than may wait for a reader. */
const AT_ONCE = 30;

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

/** What became of a file in a check, in the terms of the corpus but for its addresses, which a check does not name. */
type Fate = Expected | { bytes: Buffer; problems: [number, string, string][]; unknown: string[] };

async function fateOf({ make, fileName = "" }: CorpusFile, sender: Actor, groupId: string): Promise<Fate> {
  const bytes = make();
  try {
    const { problems, unknownColumns: unknown } = await inTurn(() =>
      importCases(
        ctxOf(sender),
        groupId,
        { name: fileName, bytes },
        { fields: FIELDS.apartment, mode: "check" },
      ),
    );
    return { bytes, problems: problems.map(({ row, field, code }) => [row ?? 0, field, code]), unknown };
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

async function addressesIn(bytes: Buffer, fileName: string): Promise<string[]> {
  const sheets = (await readSheets(bytes, fileName)).filter(({ rows }) => rows.length > 0);
  const sheet = sheets.find(({ name }) => name === "Adresser") ?? sheets[0];
  const { rows } = readAddressSheet(sheet ?? { rows: [] }, "apartment");
  return rows.map(({ values }) => formatAddress(readAddress(values).address));
}

const whole = (expected: Expected): Expected =>
  "addresses" in expected ? { problems: [], unknown: [], ...expected } : expected;

const fates = new Map<CorpusFile, Fate | { failed: unknown }>();
let growth = 0;
let othersWaited = 0;
let took = 0;

beforeAll(async () => {
  const { installer, gridArea } = await aWorld();
  const groupId = await aGroup(installer, await aProject(installer, gridArea));
  // Of one person only one file is read at a time, so each file comes from a colleague of their own.
  const senders: Actor[] = [];
  for (const _ of CORPUS) senders.push(await aUser("installer", installer.organisation));
  const base = process.memoryUsage.rss();
  const watch = setInterval(() => {
    growth = Math.max(growth, Math.round((process.memoryUsage.rss() - base) / MIB));
  }, 25);
  const begun = performance.now();
  // Somebody else, who only wants the list of projects, again and again.
  const neighbour = async () => {
    while (fates.size < CORPUS.length) {
      const asked = performance.now();
      await listProjects(ctxOf(installer), {});
      othersWaited = Math.max(othersWaited, performance.now() - asked);
      await pause(25);
    }
  };
  const files = [...CORPUS.entries()];
  const sending = async () => {
    for (let next = files.shift(); next; next = files.shift()) {
      const [n, file] = next;
      const fate = await fateOf(file, senders[n] ?? installer, groupId).catch((failed) => ({ failed }));
      fates.set(file, fate);
    }
  };
  await Promise.all([neighbour(), ...Array.from({ length: AT_ONCE }, sending)]);
  took = performance.now() - begun;
  clearInterval(watch);
}, 300_000);

test("the corpus is as large as it should be, and no name stands twice", () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

test.each(CORPUS.map((file): [string, CorpusFile] => [file.name, file]))(
  "%s",
  async (_, file) => {
    const fate = fates.get(file);
    expect(Object.prototype).not.toHaveProperty("x");
    if (!fate || !("bytes" in fate)) return expect(fate).toEqual(whole(file.expected));
    const { bytes, ...told } = fate;
    const addresses = await addressesIn(bytes, file.fileName ?? "");
    expect({ addresses, ...told }).toEqual(whole(file.expected));
  },
  40_000,
);

test("while many are read memory stays bounded and nobody else is kept waiting", () => {
  process.stderr.write(
    `corpus: memory grew by ${growth} MiB, others waited at most ${Math.round(othersWaited)} ms of ${Math.round(took)}\n`,
  );
  expect(growth).toBeLessThan(GROWTH_MIB);
  expect(othersWaited).toBeLessThan(OTHERS_WAIT * took);
});

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

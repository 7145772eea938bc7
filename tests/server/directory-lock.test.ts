import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { lockDirectory } from "@/db/directory-lock";

const PACE = { beatMs: 10, lookMs: 5, looks: 40 };
const STRANGER = "11111111-2222-4333-8444-555555555555";

let directory: string;
let file: string;
let lost: jest.Mock;
let unlock: (() => void)[];
let told: jest.SpyInstance;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "projekter-lock-"));
  file = join(directory, "lock");
  lost = jest.fn();
  unlock = [];
  told = jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  for (const end of unlock) end();
  told.mockRestore();
  rmSync(directory, { recursive: true });
});

const lock = async () => {
  unlock.push(await lockDirectory(directory, { lost, pace: PACE }));
};
const written = () => JSON.parse(readFileSync(file, "utf8"));
const write = (holder: unknown) =>
  writeFileSync(file, typeof holder === "string" ? holder : JSON.stringify(holder));

/** What this process would write, changed. */
async function ours(changes: Record<string, unknown> = {}) {
  const end = await lockDirectory(directory, { lost, pace: PACE });
  const holder = written();
  end();
  return { ...holder, token: STRANGER, ...changes };
}
/** A number that no process has. */
const FREE_PID = 2 ** 22 + 1;

test("a second process is refused with the file, the holder and what to do; the lock goes with its holder", async () => {
  await lock();
  const { pid, host } = written();
  expect(pid).toBe(process.pid);
  await expect(lock()).rejects.toThrow(
    `The embedded database in ${directory} is in use by process ${pid} on ${host}, says ${file}. Stop it, or set DATA_DIR to another folder.`,
  );
  unlock.pop()?.();
  expect(readdirSync(directory)).toEqual([]);
  await lock();
});

test.each([
  ["no process has the number", { pid: FREE_PID }],
  ["another process has got the number", { started: "1" }],
  ["no process has the number that an older version wrote", `${FREE_PID}`],
])("taken over at once: %s", async (_, holder) => {
  write(typeof holder === "string" ? holder : await ours(holder));
  await lock();
  expect(written()).toMatchObject({ pid: process.pid });
  expect(written().token).not.toBe(STRANGER);
  expect(readdirSync(directory)).toEqual(["lock"]);
  expect(told).not.toHaveBeenCalled();
});

test("a number alone, as older versions wrote it, counts while there is such a process, and says how to end that", async () => {
  write(`${process.ppid}`);
  await expect(lock()).rejects.toThrow(
    `in use by process ${process.ppid}, says ${file}. Stop it, or set DATA_DIR to another folder. If that is no process of Projekter, delete ${file}.`,
  );
});

test.each([
  ["another machine", { place: "another-boot pid:[4026531836]", host: "elsewhere" }],
  ["another namespace", { place: "pid:[1]" }],
  ["no /proc", { place: undefined, started: undefined }],
])(
  "a holder that cannot be seen from here (%s) is left alone while it gives signs of life",
  async (_, changes) => {
    write(await ours(changes));
    const beating = setInterval(() => utimesSync(file, new Date(), new Date(Date.now() - 1e9)), 2);
    await expect(lock()).rejects.toThrow("is in use by");
    clearInterval(beating);
    expect(written().token).toBe(STRANGER);
  },
);

test.each([
  ["another machine", { place: "another-boot pid:[4026531836]", pid: process.pid }],
  ["empty", ""],
  ["cut off", '{"token":"1111'],
  ["no object", "null"],
  ["nonsense numbers", { token: STRANGER, pid: -1 }],
  ["a token that is a path", { token: "../../etc/passwd", pid: 1 }],
  ["binary", "\0\u0001\uFFFD"],
])("taken over after it stood still: %s", async (_, holder) => {
  write(typeof holder === "string" ? holder : { ...(await ours()), ...holder });
  await lock();
  expect(written()).toMatchObject({ pid: process.pid });
  expect(readdirSync(directory)).toEqual(["lock"]);
  // One line says why nothing happens meanwhile.
  expect(told).toHaveBeenCalledTimes(1);
});

test("what processes left that were killed within a take-over counts, and is cleared away", async () => {
  const first = await ours({ pid: FREE_PID });
  const second = { ...first, token: "22222222-2222-4333-8444-555555555555" };
  write(first);
  writeFileSync(`${file}.${first.token}`, JSON.stringify(second));
  writeFileSync(`${file}.33333333-2222-4333-8444-555555555555`, "");
  await lock();
  expect(written()).toMatchObject({ pid: process.pid });
  expect(readdirSync(directory)).toEqual(["lock"]);

  unlock.pop()?.();
  const living = await ours({ token: second.token });
  write(first);
  writeFileSync(`${file}.${first.token}`, JSON.stringify(living));
  await expect(lock()).rejects.toThrow("is in use by");
});

test("a lock copied onto its own successor is no endless loop", async () => {
  const holder = await ours({ pid: FREE_PID });
  write(holder);
  symlinkSync(file, `${file}.${holder.token}`);
  await expect(lock()).rejects.toThrow(`Delete the copy`);
});

test.each([
  ["removed", () => rmSync(file)],
  ["another's", () => renameSync(aStrangersLock(), file)],
  [
    "followed",
    () => writeFileSync(`${file}.${written().token}`, JSON.stringify({ token: STRANGER, pid: 1 })),
  ],
])("a holder whose lock is %s stops, and leaves the other's alone", async (_, change) => {
  await lock();
  change();
  while (lost.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, PACE.beatMs));
  expect(lost.mock.calls).toEqual([
    [`${file} is no longer this process's: stopping without another write to ${directory}.`],
  ]);
  const before = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
  unlock.pop()?.();
  expect(readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"))).toEqual(before);
});

function aStrangersLock() {
  const other = join(directory, "other");
  writeFileSync(other, JSON.stringify({ token: STRANGER, pid: 1, host: "elsewhere" }));
  return other;
}

/** Processes of their own that lock the directory when told to, and answer whether they got it. */
async function racers(count: number): Promise<{ all: ChildProcess[]; race: () => Promise<ChildProcess[]> }> {
  const folder = mkdtempSync(join(tmpdir(), "projekter-racer-"));
  for (const name of ["directory-lock", "lock-file", "lock-holder", "tell"]) {
    const { outputText } = transpileModule(readFileSync(`db/${name}.ts`, "utf8"), {
      compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 },
    });
    writeFileSync(join(folder, `${name}.mjs`), outputText.replace(/(from "\.\/[\w-]+)"/g, '$1.mjs"'));
  }
  writeFileSync(
    join(folder, "racer.mjs"),
    `import { lockDirectory } from "./directory-lock.mjs";
    let unlock;
    process.on("message", async (order) => {
      if (order === "unlock") return unlock();
      const spin = order + 20;
      while (Date.now() < spin);
      unlock = await lockDirectory(${JSON.stringify(directory)}).catch((error) => void (unlock = error));
      process.send(typeof unlock === "function");
    });
    process.send("ready");`,
  );
  const all = Array.from({ length: count }, () => fork(join(folder, "racer.mjs"), { execArgv: [] }));
  await Promise.all(all.map((child) => once(child, "message")));
  const race = async () => {
    const answers = all.map((child) => once(child, "message"));
    const now = Date.now();
    for (const child of all) child.send(now);
    const got = await Promise.all(answers);
    return all.filter((_, i) => got[i]?.[0] === true);
  };
  return { all, race };
}

test("of twenty processes that find one stale lock one gets it, again and again; a killed one is followed at once", async () => {
  const { all, race } = await racers(20);
  try {
    for (let round = 0; round < 30; round += 1) {
      write(round % 3 === 0 ? `${FREE_PID}` : await ours({ pid: FREE_PID, token: crypto.randomUUID() }));
      const winners = await race();
      expect(winners).toHaveLength(1);
      expect(written().pid).toBe(winners[0]?.pid);
      expect(readdirSync(directory)).toEqual(["lock"]);
      winners[0]?.send("unlock");
      while (readdirSync(directory).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const [winner] = await race();
    winner?.kill("SIGKILL");
    await once(winner as ChildProcess, "exit");
    await lock();
    expect(written().pid).toBe(process.pid);
    expect(told).not.toHaveBeenCalled();
  } finally {
    for (const child of all) child.kill("SIGKILL");
  }
}, 60_000);

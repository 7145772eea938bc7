import { spawn } from "node:child_process";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { type Answer, call, type Facts, facts, MISSING, refusal, worldOf } from "../support/api-client";
import { act, addresses, aForm, aScene, aWorkbook } from "../support/api-scene";
import { FIELDS } from "../support/factories";

const world = worldOf(__filename);
const { installer, colleague, dso } = world.people;

let n = 0;
const aKey = () => `key-${process.pid}-${(n += 1)}`;
const withKey = (key: string, more: Record<string, string> = {}) => ({
  headers: { "idempotency-key": key, ...more },
});
const totalOf = async (projectId: string) =>
  (await call(installer, "GET", `/api/v1/projects/${projectId}/cases`)).body.total;
const creation = (street: string, count: number) => ({
  fields: FIELDS.apartment,
  addresses: addresses(street, count),
  acceptWarnings: true,
});

test("a repeated creation gets the first answer, byte for byte, and creates nothing", async () => {
  const { projectId, groupId } = await aScene(world, 0);
  const path = `/api/v1/groups/${groupId}/cases`;
  const sent = { body: { ...creation("Gade", 3), onError: "skip" }, ...withKey(aKey()) };
  const first = await call(installer, "POST", path, sent);
  expect([first.status, first.body.created]).toEqual([200, 3]);
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  const headers = { ...sent.headers, "accept-language": "en" };
  const again = await call(installer, "POST", path, { ...sent, headers });
  expect([again.status, again.text]).toEqual([200, first.text]);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await totalOf(projectId)).toBe(3);
});

test("a repeated import does too", async () => {
  const { projectId, groupId } = await aScene(world, 0);
  const path = `/api/v1/groups/${groupId}/import`;
  const file = aWorkbook([["Nygade", 1, 2740, "R-1"]]);
  const key = aKey();
  const send = (more: object = {}) =>
    call(installer, "POST", path, {
      raw: aForm(file, { fields: FIELDS.apartment, acceptWarnings: true, ...more }),
      ...withKey(key),
    });
  const first = await send();
  expect([first.status, first.body.created]).toEqual([200, 1]);
  expect((await send()).text).toBe(first.text);
  expect(refusal(await send({ onError: "skip" }))).toEqual([422, "idempotency_key_reused"]);
  expect(await totalOf(projectId)).toBe(1);
});

test("a key stands for one body, one address and one person", async () => {
  const { ids } = await aScene(world, 2);
  const [first = "", second = ""] = ids;
  const key = withKey(aKey());
  const done = await act(installer, "cancel", { reason: "A" }, { ids: [first] }, {}, key);
  expect(done.body.done).toBe(1);
  const other = await act(installer, "cancel", { reason: "A" }, { ids: [second] }, {}, key);
  expect(refusal(other)).toEqual([422, "idempotency_key_reused"]);
  expect((await act(colleague, "cancel", { reason: "A" }, { ids: [second] }, {}, key)).body.done).toBe(1);
});

test("what the work refused is answered again; what never began leaves no key", async () => {
  const { ids } = await aScene(world, 1);
  const key = withKey(aKey());
  const invalid = await act(dso, "approve", {}, { ids }, {}, key);
  expect(refusal(invalid)).toEqual([422, "invalid"]);
  const blocked = await act(dso, "approve", { connectionPoint: "S" }, { ids: [...ids, MISSING] }, {}, key);
  expect(refusal(blocked)).toEqual([409, "cases_blocked"]);
  const again = await act(dso, "approve", { connectionPoint: "S" }, { ids: [...ids, MISSING] }, {}, key);
  expect([again.status, again.text]).toEqual([409, blocked.text]);
  expect(again.headers.get("content-type")).toBe("application/problem+json");
  expect(again.headers.get("idempotency-replayed")).toBe("true");

  // A case that stood in the way may be gone; the first answer is given all the same.
  const late = withKey(aKey());
  const tooEarly = await act(dso, "archive", {}, { ids }, {}, late);
  expect(refusal(tooEarly)).toEqual([409, "cases_blocked"]);
  await act(dso, "reject", { reason: "Nej" }, { ids });
  expect((await act(dso, "archive", {}, { ids }, {}, late)).text).toBe(tooEarly.text);
  expect((await act(dso, "archive", {}, { ids }, {}, withKey(aKey()))).body.done).toBe(1);
});

test("ten at once have one effect and one answer", async () => {
  const { projectId, groupId } = await aScene(world, 0);
  for (let round = 0; round < 5; round += 1) {
    const sent = { body: creation(`Gade ${"ABCDE"[round]}`, 20), ...withKey(aKey()) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(installer, "POST", `/api/v1/groups/${groupId}/cases`, sent)),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
    expect(await totalOf(projectId)).toBe(20 * (round + 1));
  }
});

test("a key is 1 to 255 visible characters", async () => {
  const { ids } = await aScene(world, 1);
  for (const key of ["", "a".repeat(256), "a b", "nøgle"]) {
    const answer = await act(installer, "cancel", {}, { ids }, { dryRun: true }, withKey(key));
    expect([key, ...refusal(answer)]).toEqual([key, 422, "invalid"]);
    expect(answer.body.errors).toEqual([
      {
        path: "Idempotency-Key",
        code: "not_a_key",
        message: "Skal være 1–255 synlige tegn (ASCII) uden mellemrum.",
      },
    ]);
  }
  expect((await act(installer, "cancel", {}, { ids }, {}, withKey("k".repeat(255)))).body.done).toBe(1);
});

const linesOf = ({ text }: Pick<Answer, "text">) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("who accepts NDJSON is told how far it has come, and last what came of it", async () => {
  const { ids } = await aScene(world, 3);
  const key = aKey();
  const accept = { accept: "application/x-ndjson" };
  const answer = await act(dso, "approve", { connectionPoint: "S" }, { ids }, {}, withKey(key, accept));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  const lines = linesOf(answer);
  const { operationId } = lines.at(-1).result;
  expect(lines.slice(0, -1)).toEqual([
    { progress: { phase: "checking", done: 0, total: 3, operationId } },
    { progress: { phase: "checking", done: 3, total: 3, operationId } },
    { progress: { phase: "writing", done: 0, total: 3, operationId } },
    { progress: { phase: "writing", done: 3, total: 3, operationId } },
  ]);
  expect(lines.at(-1).result).toMatchObject({ action: "approve", done: 3 });
  expect((await call(dso, "GET", `/api/v1/operations/${operationId}`)).body).toMatchObject({ done: 3 });

  // Asked again either way: the same answer.
  const plain = await act(dso, "approve", { connectionPoint: "S" }, { ids }, {}, withKey(key));
  expect(`{"result":${plain.text}}\n`).toBe(answer.text.slice(answer.text.indexOf('{"result"')));
  const streamed = await act(dso, "approve", { connectionPoint: "S" }, { ids }, {}, withKey(key, accept));
  expect(streamed.text).toBe(`{"result":${plain.text}}\n`);

  const refused = await act(dso, "approve", { connectionPoint: "S" }, { ids }, {}, { headers: accept });
  expect(linesOf(refused).at(-1).problem).toMatchObject({ status: 409, code: "cases_blocked" });
  const invalid = await act(dso, "approve", {}, { ids }, {}, { headers: accept });
  expect(linesOf(invalid)).toEqual([{ problem: expect.objectContaining({ status: 422, code: "invalid" }) }]);
});

/** Sends a creation and hangs up as soon as the first line has come; gives that line. */
function sendAndLeave(path: string, body: unknown, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${facts().url}${path}`,
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${installer.token}`,
          ...headers,
        },
      },
      (response) =>
        response.once("data", (chunk: Buffer) => {
          response.destroy();
          resolve(chunk.toString("utf8").split("\n")[0] ?? "");
        }),
    );
    sent.once("error", reject);
    sent.end(JSON.stringify(body));
  });
}

const until = async <Value>(read: () => Promise<Value | undefined>): Promise<Value> => {
  for (let tries = 0; tries < 150; tries += 1) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it never came to that");
};

test("the work is finished when the caller has gone, and can be asked about", async () => {
  const { projectId, groupId } = await aScene(world, 0);
  const path = `/api/v1/groups/${groupId}/cases`;
  const body = creation("Langgade", 3_000);
  const key = withKey(aKey());
  const line = await sendAndLeave(path, body, { accept: "application/x-ndjson", ...key.headers });
  const { progress } = JSON.parse(line);
  expect(progress).toMatchObject({ phase: "checking", done: 0, total: 3_000 });
  const report = await until(async () => {
    const answer = await call(installer, "GET", `/api/v1/operations/${progress.operationId}`);
    return answer.status === 200 ? answer.body : undefined;
  });
  expect(report).toMatchObject({
    id: progress.operationId,
    action: "create_cases",
    requested: 3_000,
    done: 3_000,
  });
  expect(await totalOf(projectId)).toBe(3_000);
  const replay = await call(installer, "POST", path, { body, ...key });
  expect(replay.body).toMatchObject({ operationId: progress.operationId, created: 3_000 });
  expect(await totalOf(projectId)).toBe(3_000);
});

test("the first answer outlives the server that gave it", async () => {
  const own = spawn(process.execPath, ["tests/support/api-server.mjs", globalThis.apiServer], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const lines = createInterface({ input: own.stdout })[Symbol.asyncIterator]();
    const started: Facts = JSON.parse((await lines.next()).value);
    const { people, gridArea } = worldOf(__filename, started);
    const send = (path: string, body: unknown, headers = {}) =>
      call(people.installer, "POST", path, { body, headers }, started);
    const project = await send("/api/v1/projects", { name: "Havnen", gridArea });
    const group = await send(`/api/v1/projects/${project.body.id}/groups`, {
      name: "A",
      caseType: "apartment",
    });
    const path = `/api/v1/groups/${group.body.id}/cases`;
    const { headers } = withKey(aKey());
    const first = await send(path, creation("Gade", 5), headers);
    expect(first.body.created).toBe(5);
    own.stdin.write("restart\n");
    await lines.next();
    const again = await send(path, creation("Gade", 5), headers);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  } finally {
    own.stdin.end();
    await new Promise((resolve) => own.on("close", resolve));
  }
}, 60_000);

import { GET, POST } from "@/app/api/health/route";

let answer: () => Promise<unknown>;
jest.mock("@/lib/server/kernel/database", () => ({ databaseState: () => answer() }));

const context = { params: Promise.resolve({}) };
const ask = async () => {
  const response = await GET(new Request("http://x/api/health"), context);
  return [response.status, await response.json()];
};

test("well while the database answers, 503 when it refuses, takes too long or lacks migrations", async () => {
  const version = expect.stringMatching(/^\d+\.\d+\.\d+/);
  answer = async () => "ok";
  expect(await ask()).toEqual([200, { status: "ok", database: "ok", version }]);
  answer = async () => "read_only";
  expect(await ask()).toEqual([200, { status: "ok", database: "read_only", version }]);
  answer = () => Promise.reject(new Error("ECONNREFUSED password=hemmeligt"));
  expect(await ask()).toEqual([503, { status: "error", database: "unreachable", version }]);
  answer = async () => "not_migrated";
  expect(await ask()).toEqual([503, { status: "error", database: "not_migrated", version }]);
  answer = () => new Promise(() => {});
  expect(await ask()).toEqual([503, { status: "error", database: "unreachable", version }]);
});

test("it takes no orders", async () => {
  const response = await POST(new Request("http://x/api/health", { method: "POST" }), context);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
});

/** What goes on after a request has none of its notes, or its lines in the log would have another's id. */
import { AsyncLocalStorage } from "node:async_hooks";
import { openPool } from "@/db/postgres";
import { wakeDueWork } from "@/lib/server/kernel/due-work";
import { rawRows, testOfConnections } from "../support/database";

const requests = new AsyncLocalStorage<{ requestId: string }>();
const shared = globalThis as {
  projekterRequest?: unknown;
  projekterDueWork?: Map<string, () => void>;
};
beforeAll(() => {
  shared.projekterRequest = requests;
});
afterAll(() => {
  delete shared.projekterRequest;
  delete shared.projekterDueWork;
});

test.each(["mails", "webhooks"] as const)(
  "%s are not sent in the name of the request that wrote them",
  async (kind) => {
    const seen = new Promise((resolve) => {
      shared.projekterDueWork = new Map([[kind, () => resolve(requests.getStore())]]);
    });
    requests.run({ requestId: "one" }, () => wakeDueWork(kind));
    expect(await seen).toBeUndefined();
  },
);

testOfConnections("it ends one of them")(
  "a connection that a request opened is lost in no request",
  async () => {
    const pool = openPool(globalThis.projekterTestUrl ?? "", { max: 1 });
    let store: unknown = "nothing was told";
    const told = new Promise<void>((resolve) => {
      jest.spyOn(console, "error").mockImplementation((line) => {
        if (!String(line).startsWith("database connection lost")) return;
        store = requests.getStore();
        resolve();
      });
    });
    const pid = await requests.run({ requestId: "two" }, async () => {
      const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
      return rows[0]?.pid;
    });
    await rawRows(`select pg_terminate_backend(${pid})`);
    await told;
    jest.restoreAllMocks();
    expect(store).toBeUndefined();
    await pool.end();
  },
);

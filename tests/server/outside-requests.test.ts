/** What goes on after a request has none of its notes, or its lines in the log would have another's id. */
import { AsyncLocalStorage } from "node:async_hooks";
import { openPool } from "@/db/postgres";
import { wakeDeliveries } from "@/lib/server/events/deliveries";
import { wakeSender } from "@/lib/server/mail/sender";
import { rawRows, testOfConnections } from "../support/database";

const requests = new AsyncLocalStorage<{ requestId: string }>();
type Looking = { look: () => void };
const shared = globalThis as {
  projekterRequest?: unknown;
  projekterSender?: Looking;
  projekterDeliveries?: Looking;
};
beforeAll(() => {
  shared.projekterRequest = requests;
});
afterAll(() => {
  delete shared.projekterRequest;
  delete shared.projekterSender;
  delete shared.projekterDeliveries;
});

test.each([
  ["mails", "projekterSender", wakeSender],
  ["webhooks", "projekterDeliveries", wakeDeliveries],
] as const)("%s that a request woke somebody for are not sent in its name", async (_, name, wake) => {
  const seen = new Promise((resolve) => {
    shared[name] = { look: () => resolve(requests.getStore()) };
  });
  requests.run({ requestId: "one" }, wake);
  expect(await seen).toBeUndefined();
});

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

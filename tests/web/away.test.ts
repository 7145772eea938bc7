import { Agent, createServer, request, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tellWhenAway } from "@/lib/front/away.mjs";
import { onRequestError } from "@/instrumentation";

const lost = Object.assign(new Error("Failed query"), { cause: { code: "ECONNREFUSED" } });

/** What a visitor is told when a page does this. */
async function answerTo(page: RequestListener, method = "GET") {
  const server = createServer((req, res) => {
    res.setHeader("content-security-policy", "as set before");
    return tellWhenAway(req, res, () => Promise.resolve().then(() => page(req, res)));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/projects`, { method });
  const answer = {
    status: response.status,
    retry: response.headers.get("retry-after"),
    policy: response.headers.get("content-security-policy"),
    text: await response.text(),
  };
  server.close();
  return answer;
}

const failing =
  (error: Error): RequestListener =>
  (_, res) => {
    onRequestError(error);
    res.statusCode = 500;
    res.setHeader("content-length", 5);
    res.write("empty");
    res.end();
  };

test("a page that fails while the database is away is 503 and says so", async () => {
  const answer = await answerTo(failing(lost));
  expect(answer).toMatchObject({ status: 503, retry: "5", policy: "as set before" });
  expect(answer.text).toContain("Systemet kan ikke nå sin database lige nu.");
  expect(answer.text).not.toContain("empty");
});

test.each(["GET", "HEAD"])("the connection serves the next request after it (%s)", async (method) => {
  const server = createServer((req, res) =>
    tellWhenAway(req, res, () => Promise.resolve().then(() => failing(lost)(req, res))),
  );
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise((resolve, reject) => {
      const asked = request({ port, path: "/projects", method, agent, timeout: 2_000 }, (response) =>
        response.resume().on("end", () => resolve(response.statusCode)),
      );
      asked.on("timeout", () => asked.destroy(new Error("no answer"))).on("error", reject);
      asked.end();
    });
  const asked = Promise.all([ask(), ask(), ask()]).finally(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  expect(await asked).toEqual([503, 503, 503]);
});

test("a fault of ours stays one, and what went well is left alone", async () => {
  expect(await answerTo(failing(new Error("a bug")))).toMatchObject({ status: 500, text: "empty" });
  expect(await answerTo((_, res) => res.end("page"))).toEqual({
    status: 200,
    retry: null,
    policy: "as set before",
    text: "page",
  });
});

test("what has begun to be sent is not replaced, nor what a change came to", async () => {
  const late: RequestListener = (_, res) => {
    res.write("the first part, ");
    onRequestError(lost);
    res.end("and the last");
  };
  expect(await answerTo(late)).toMatchObject({ status: 200, text: "the first part, and the last" });
  expect(await answerTo(failing(lost), "POST")).toMatchObject({ status: 500 });
});

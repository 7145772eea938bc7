import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Arrived = { path: string; headers: IncomingHttpHeaders; body: string };
/** The status to answer with, or what to do instead. */
export type Answer = number | ((response: ServerResponse) => void);

/** A real server that takes webhooks: it answers one after the other, and with the last of them for ever. */
export async function aReceiver(...answers: [Answer, ...Answer[]]) {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      arrived.push({ path: request.url ?? "", headers: request.headers, body });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (typeof answer === "function") answer(response);
      else response.writeHead(answer ?? 500).end("an answer that nobody keeps");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    arrived,
    port,
    url: `http://127.0.0.1:${port}/projekter`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { serveApi } from "./api-server.mjs";

/** A server for each database that is tested. Jest calls a setup once, however many projects name it. */
export default async function setUp() {
  const kinds = ["embedded", ...(process.env.TEST_DATABASE_URL ? ["postgresql"] : [])];
  globalThis.projekterServers = [];
  for (const kind of kinds) {
    const server = await serveApi(kind);
    globalThis.projekterServers.push(server);
    process.env[`API_SERVER_${kind}`] = JSON.stringify(server.facts);
  }
}

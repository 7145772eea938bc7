import { serveApi } from "./api-server.mjs";

/** One server for all contract tests of a project; which database it stands on is the project's own global. */
export default async function setUp(_, { globals }) {
  const server = await serveApi(globals.apiServer);
  globalThis.projekterServers = [...(globalThis.projekterServers ?? []), server];
  process.env[`API_SERVER_${globals.apiServer}`] = JSON.stringify(server.facts);
}

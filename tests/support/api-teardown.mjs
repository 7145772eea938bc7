export default async function tearDown() {
  for (const server of globalThis.projekterServers ?? []) await server.stop();
  globalThis.projekterServers = [];
}

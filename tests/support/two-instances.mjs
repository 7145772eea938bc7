// A program: serves the demo from two instances of the build on one PostgreSQL database, each request from the other
// one. Prints its address and serves until its input ends. `x-instance` tells which one answered.
import { randomBytes } from "node:crypto";
import { createServer, request } from "node:http";
import pg from "pg";
import { buildWhenChanged } from "../../scripts/build.mjs";
import { run } from "../../scripts/program.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";

const FOLDER = ".next";
const admin = process.env.TEST_DATABASE_URL;
const name = `projekter_two_${randomBytes(6).toString("hex")}`;

async function administer(statement) {
  const client = new pg.Client(admin);
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Only what the build does not hold as a file counts as a turn, so that a page and its change always meet both. */
function inTurn(ports) {
  let turn = 0;
  return createServer((req, res) => {
    if (!req.url.startsWith("/_next/static/")) turn = (turn + 1) % ports.length;
    const instance = turn;
    const headers = { ...req.headers, "x-forwarded-for": req.socket.remoteAddress };
    const { method, url: path } = req;
    const onward = request({ host: "127.0.0.1", port: ports[instance], method, path, headers }, (answer) => {
      res.writeHead(answer.statusCode, { ...answer.headers, "x-instance": instance });
      answer.pipe(res);
    });
    onward.on("error", () => res.destroy());
    res.on("close", () => onward.destroy());
    req.pipe(onward);
  });
}

await buildWhenChanged(FOLDER);
await administer(`create database ${name}`);
const address = `http://localhost:${await freePort()}`;
const env = {
  DATABASE_URL: Object.assign(new URL(admin), { pathname: `/${name}` }).href,
  NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
  NEXTAUTH_URL: address,
  TRUSTED_PROXIES: "127.0.0.1",
};
const instances = [];
const proxies = [];
try {
  if ((await run("tsx", ["scripts/seed.ts"], { env, stdio: ["ignore", "ignore", "inherit"] })) !== 0) {
    throw new Error("the demo could not be made");
  }
  const ports = [await freePort(), await freePort()];
  for (const port of ports) instances.push(await serve({ folder: FOLDER, port, env }));
  const proxy = inTurn(ports);
  await new Promise((resolve) => proxy.listen(Number(new URL(address).port), resolve));
  proxies.push(proxy);
  process.stdout.write(`${address}\n`);
  await new Promise((resolve) => process.stdin.on("end", resolve).resume());
} finally {
  for (const proxy of proxies) proxy.close().closeAllConnections();
  for (const instance of instances) {
    instance.kill("SIGTERM");
    await new Promise((resolve) => instance.on("close", resolve));
  }
  await administer(`drop database if exists ${name} with (force)`);
}

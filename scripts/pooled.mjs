// The server tests through PgBouncer in transaction mode, in front of the PostgreSQL of TEST_DATABASE_URL. Arguments go to Jest.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install } from "./install.mjs";

install();
const { run } = await import("./program.mjs");
const { freePort } = await import("./serve.mjs");

if (!process.env.TEST_DATABASE_URL) {
  process.stderr.write("TEST_DATABASE_URL must name a PostgreSQL\n");
  process.exit(1);
}
const target = new URL(process.env.TEST_DATABASE_URL);
const port = await freePort();

// What the program otherwise sets when it connects; docs/scale.md tells an operator of these settings.
const LIMITS = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"];
const session = [
  "set lock_timeout=''4s''",
  ...LIMITS.slice(1).map((name) => `set ${name}=''60s''`),
  "set jit=off",
];
const server = {
  host: target.hostname,
  port: target.port || 5432,
  user: decodeURIComponent(target.username) || "postgres",
  ...(target.password && { password: decodeURIComponent(target.password) }),
  connect_query: session.join("; "),
};
const settings = `[databases]
* = ${Object.entries(server)
  .map(([name, value]) => `${name}='${value}'`)
  .join(" ")}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 10
max_client_conn = 1000
query_wait_timeout = 4
ignore_startup_parameters = ${LIMITS.join(", ")}, options
log_connections = 0
log_disconnections = 0
log_stats = 0
`;

const folder = mkdtempSync(join(tmpdir(), "projekter-pooled-"));
const file = join(folder, "pgbouncer.ini");
writeFileSync(file, settings);
// PgBouncer refuses to run as root.
chmodSync(folder, 0o755);
const asUser = process.getuid?.() === 0 ? ["--user=nobody"] : [];
const pooler = spawn("pgbouncer", ["--quiet", ...asUser, file], { stdio: ["ignore", "ignore", "inherit"] });
const ended = new Promise((resolve) => {
  pooler.on("close", resolve);
  pooler.on("error", ({ message }) => {
    process.stderr.write(
      `PgBouncer does not start: ${message} (Debian, Ubuntu: apt-get install pgbouncer)\n`,
    );
    resolve();
  });
});

const answers = () =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.end() && true));
    socket.on("error", () => resolve(false));
  });
async function isUp() {
  for (let waited = 0; waited < 10_000; waited += 100) {
    if (pooler.exitCode !== null || pooler.pid === undefined) return false;
    if (await answers()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

let code = 1;
if (await isUp()) {
  const given = process.argv.slice(2);
  code = await run("jest", ["--selectProjects", "server (PostgreSQL)", ...given], {
    env: { TEST_POOLER_URL: `postgresql://postgres@127.0.0.1:${port}/postgres` },
  });
  pooler.kill("SIGTERM");
}
await ended;
rmSync(folder, { recursive: true, force: true });
process.exit(code);

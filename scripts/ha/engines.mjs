/**
 * What docs/operations/high-availability.md describes, on the loopback of one machine, from Debian's packages: three
 * etcd, three PostgreSQL under Patroni, HAProxy that leads to the primary, and PgBouncer in front of it. Passwords are
 * left out, as nothing of it can be reached from another machine.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../serve.mjs";

const NODES = ["node1", "node2", "node3"];
const PACKAGES = {
  etcd: "etcd-server",
  patroni: "patroni",
  haproxy: "haproxy",
  pgbouncer: "pgbouncer",
  caddy: "caddy",
};
const LIMITS = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"];

const output = (command, ...args) => {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
};

/** The folder of `postgres`, of the newest version that is installed. */
function postgresFolder() {
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((one) => join(packaged, one, "bin")).find((one) => existsSync(join(one, "postgres")));
}

/** Why the engines cannot be started here; null when they can. */
export function missingEngines() {
  const missing = Object.keys(PACKAGES).filter((program) => output("which", program) === undefined);
  if (missing.length > 0)
    return `${missing.join(", ")}: not installed (Debian: apt-get install ${missing.map((one) => PACKAGES[one]).join(" ")})`;
  return postgresFolder() ? null : "PostgreSQL is not installed";
}

/** PostgreSQL refuses to run as root, and PgBouncer as well. */
function somebodyElse() {
  if (process.getuid?.() !== 0) return {};
  return { uid: Number(output("id", "-u", "postgres")), gid: Number(output("id", "-g", "postgres")) };
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until it is so. `what` is said when that takes longer than `seconds`. */
export async function until(what, isSo, seconds) {
  for (let waited = 0; waited < seconds * 1_000; waited += 200) {
    if (await isSo()) return;
    await wait(200);
  }
  throw new Error(`${what} took longer than ${seconds} s`);
}

/** Starts the engines in a folder; ends with a primary, a synchronous standby and a third node that follows. */
export async function startEngines(folder) {
  const user = somebodyElse();
  const own = (name) => {
    const made = join(folder, name);
    mkdirSync(made, { recursive: true });
    if (user.uid !== undefined) chownSync(made, user.uid, user.gid);
    return made;
  };
  chmodSync(folder, 0o755);
  const logs = own("logs");
  const children = new Set();
  /** A group of its own, so that a node with all that it has started can be killed, frozen and woken. */
  const begin = (name, command, args) => {
    const child = spawn("sh", ["-c", `exec "$@" >>"${join(logs, name)}.log" 2>&1`, "sh", command, ...args], {
      ...{ ...user, cwd: folder, detached: true, stdio: "ignore" },
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: folder },
    });
    children.add(child);
    child.on("close", () => children.delete(child));
    return child;
  };
  const ports = async (count) => {
    const found = [];
    for (let n = 0; n < count; n += 1) found.push(await freePort());
    return found;
  };

  const peers = await ports(NODES.length);
  const clients = await ports(NODES.length);
  const cluster = peers.map((port, i) => `etcd${i}=http://127.0.0.1:${port}`).join(",");
  clients.forEach((port, i) => {
    const [listen, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peers[i]}`];
    begin(`etcd${i}`, "etcd", [
      ...["--name", `etcd${i}`, "--data-dir", join(own(`etcd${i}`), "data"), "--initial-cluster", cluster],
      ...["--listen-client-urls", listen, "--advertise-client-urls", listen],
      ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
      ...["--log-level", "error", "--enable-v2=true"],
    ]);
  });

  const [postgres, rest] = [await ports(NODES.length), await ports(NODES.length)];
  const hosts = clients.map((port) => `127.0.0.1:${port}`);
  const settings = (name, i) => ({
    scope: "projekter",
    name,
    restapi: { listen: `127.0.0.1:${rest[i]}`, connect_address: `127.0.0.1:${rest[i]}` },
    // Patroni 3.0.2 puts its name over whoever holds the lock in version 3 of etcd's interface when its own lease has run
    // out, so that a primary which stood still and woke up takes it from its successor. Version 2 compares first.
    etcd: { hosts },
    bootstrap: {
      dcs: {
        // The shortest that Patroni takes: a primary that is gone with its machine is given up after so many seconds.
        ...{ ttl: 20, loop_wait: 2, retry_timeout: 5 },
        // A crashed PostgreSQL is not waited for: the standby has everything that was acknowledged.
        primary_start_timeout: 0,
        // A commit is acknowledged when a standby has it as well, and only that standby may become the primary. While there
        // is none nothing is taken.
        ...{ synchronous_mode: true, synchronous_mode_strict: true },
        postgresql: {
          use_pg_rewind: true,
          parameters: { max_connections: 100, wal_log_hints: "on", autovacuum: "on" },
        },
      },
      initdb: ["data-checksums", { encoding: "UTF8" }, { locale: "C" }],
    },
    postgresql: {
      ...{ listen: `127.0.0.1:${postgres[i]}`, connect_address: `127.0.0.1:${postgres[i]}` },
      ...{ data_dir: join(own(name), "data"), bin_dir: postgresFolder(), pgpass: join(own(name), "pgpass") },
      pg_hba: [
        "local all all trust",
        "host all all 127.0.0.1/32 trust",
        "host replication all 127.0.0.1/32 trust",
      ],
      authentication: {
        superuser: { username: "postgres", password: "postgres" },
        replication: { username: "replicator", password: "replicator" },
      },
      parameters: { unix_socket_directories: own(name) },
    },
  });
  const files = NODES.map((name, i) => {
    const file = join(own(name), "patroni.yml");
    // YAML takes JSON as it is.
    writeFileSync(file, JSON.stringify(settings(name, i), null, 2));
    return file;
  });
  const nodes = new Map();
  const startNode = (name) => nodes.set(name, begin(name, "patroni", [files[NODES.indexOf(name)]]));
  NODES.forEach(startNode);

  const [primaryPort, pooledPort] = await ports(2);
  const haproxy = join(folder, "haproxy.cfg");
  writeFileSync(
    haproxy,
    `defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
  retries 1
listen primary
  bind 127.0.0.1:${primaryPort}
  option httpchk GET /primary
  default-server inter 1s fastinter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
${NODES.map((name, i) => `  server ${name} 127.0.0.1:${postgres[i]} check port ${rest[i]}`).join("\n")}
`,
  );
  begin("haproxy", "haproxy", ["-db", "-f", haproxy]);

  const pgbouncer = join(folder, "pgbouncer.ini");
  writeFileSync(
    pgbouncer,
    `[databases]
projekter = host=127.0.0.1 port=${primaryPort} dbname=projekter user=serving
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${pooledPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
query_wait_timeout = 4
server_connect_timeout = 2
server_login_retry = 1
ignore_startup_parameters = ${LIMITS.join(", ")}, options
`,
  );
  begin("pgbouncer", "pgbouncer", ["--quiet", pgbouncer]);

  /** What Patroni says of the nodes: their role and how far they are, asked of any that answers. */
  const members = async () => {
    for (const port of rest) {
      const answer = await fetch(`http://127.0.0.1:${port}/cluster`, {
        signal: AbortSignal.timeout(2_000),
      }).catch(() => null);
      if (answer?.ok) return (await answer.json()).members;
    }
    return [];
  };
  const isWhole = async () => {
    const roles = (await members()).map(({ role, state }) =>
      ["running", "streaming"].includes(state) ? role : state,
    );
    return roles.sort().join() === "leader,replica,sync_standby";
  };
  const primary = async () => (await members()).find(({ role }) => role === "leader")?.name;
  const administer = async (statement, database = "postgres", port = primaryPort) => {
    const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", database });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  /** A signal to a node with all that it has started: PostgreSQL leaves the group, and answers to its own pid. */
  const signalNode = (name, signal) => {
    const child = nodes.get(name);
    const pids =
      output("pgrep", "-f", "--", `${join(folder, name)}/data`)
        ?.split("\n")
        .map(Number) ?? [];
    const backends = pids.flatMap((pid) => output("pgrep", "-P", String(pid))?.split("\n").map(Number) ?? []);
    for (const pid of [-(child?.pid ?? 0), ...pids, ...backends]) {
      try {
        if (pid !== 0) process.kill(pid, signal);
      } catch {
        // It has ended already.
      }
    }
  };

  try {
    await until("making the three databases", isWhole, 120);
  } catch (error) {
    throw new Error(`${error.message}; ${logs} says why`);
  }
  return {
    ...{ primaryPort, pooledPort, isWhole, primary, members, administer, signalNode, startNode, begin, logs },
    /** PostgreSQL's own process of a node, without Patroni. */
    killPostgres: (name) => {
      const [pid] = output("head", "-1", join(folder, name, "data", "postmaster.pid"))?.split("\n") ?? [];
      process.kill(Number(pid), "SIGKILL");
    },
    stop: async () => {
      for (const name of NODES) signalNode(name, "SIGKILL");
      for (const child of children) {
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // It has ended already.
        }
      }
      await until("ending the engines", () => children.size === 0, 20);
    },
  };
}

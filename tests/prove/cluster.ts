/** A PostgreSQL of its own, which may be stopped, killed and filled up. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "../../scripts/serve.mjs";
import { wait } from "./ask";

const output = (command: string, ...args: string[]) => {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
};

/** Where `initdb` and `postgres` are; undefined where they are not. */
function programs(): string | undefined {
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    output("pg_config", "--bindir") ?? "",
    ...versions.map((one) => join(packaged, one, "bin")),
  ];
  return folders.find((folder) => existsSync(join(folder, "initdb")));
}

/** PostgreSQL refuses to run as root. */
function somebodyElse(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = output("id", "-u", "postgres") ? "postgres" : "nobody";
  return { uid: Number(output("id", "-u", name)), gid: Number(output("id", "-g", name)) };
}

/** Why there can be no cluster, if so. */
export const missingCluster = () => (programs() ? null : "initdb and postgres are not installed");

type Settings = Record<string, string | number>;

/** `settings` are postgres' own. `prepare` gets the empty folder of its data. */
export const openCluster = (settings: Settings = {}, prepare = (_: string) => {}) =>
  openServer(
    "initdb",
    ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
    settings,
    prepare,
  );

/** A streaming replica of a cluster, on the same machine. */
export const openStandby = ({ url }: { url: string }, settings: Settings = {}) =>
  openServer("pg_basebackup", ["-R", "-X", "stream", "-c", "fast", "-d", url], settings);

/** What `maker` makes in a folder of its own, served. */
async function openServer(
  maker: "initdb" | "pg_basebackup",
  args: string[],
  settings: Settings,
  prepare = (_: string) => {},
) {
  const bin = programs();
  if (!bin) throw new Error(missingCluster() ?? "");
  const user = somebodyElse();
  const folder = mkdtempSync(join(tmpdir(), "cluster-"));
  prepare(folder);
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const made = spawnSync(join(bin, maker), ["-D", data, ...args], {
    ...user,
    cwd: folder,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`${maker}: ${made.stderr}`);
  const port = await freePort();
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const options = Object.entries({
    ...{ port, listen_addresses: "127.0.0.1", unix_socket_directories: folder },
    ...{ autovacuum: "off", ...settings },
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let server: ChildProcess | undefined;

  const answers = async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("select 1");
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const begin = async () => {
    server = spawn(join(bin, "postgres"), ["-D", data, ...options], {
      ...user,
      cwd: folder,
      stdio: "ignore",
    });
    for (let waited = 0; waited < 30_000; waited += 50) {
      if (await answers()) return;
      await wait(50);
    }
    throw new Error("a PostgreSQL of its own did not answer within 30 s");
  };
  /** SIGINT ends connections and stops in order, SIGQUIT at once. */
  const end = (signal: "SIGINT" | "SIGQUIT") =>
    new Promise<void>((done) => {
      if (!server || server.exitCode !== null || server.signalCode !== null) return done();
      server.on("close", () => done());
      server.kill(signal);
    });
  await begin();
  return {
    url,
    folder,
    begin,
    end,
    isRunning: () => server?.exitCode === null && server.signalCode === null,
    close: async () => {
      await end("SIGQUIT");
      // The folder itself stays where a file system is mounted on it.
      rmSync(data, { recursive: true, force: true });
    },
  };
}
export type Cluster = Awaited<ReturnType<typeof openCluster>>;

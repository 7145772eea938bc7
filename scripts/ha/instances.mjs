/** Two instances of the build behind Caddy, on a database of the engines. */
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../program.mjs";
import { freePort, serve } from "../serve.mjs";
import { until } from "./engines.mjs";

const FOLDER = ".next";
/** What the program asks for when it connects does not get through a pooler (docs/scale.md). */
const LIMITS = {
  ...{
    lock_timeout: "'4s'",
    statement_timeout: "'60s'",
    idle_in_transaction_session_timeout: "'60s'",
    jit: "off",
  },
};

/** `fill` puts something into the database, given its owner's address, before anybody is served. */
export async function startInstances(engines, folder, fill = async (_) => {}) {
  for (const statement of [
    "create role projekter login createrole",
    "create role serving login",
    ...Object.entries(LIMITS).map(([name, value]) => `alter role serving set ${name} = ${value}`),
    "create database projekter owner projekter",
  ])
    await engines.administer(statement);
  const owner = `postgresql://projekter@127.0.0.1:${engines.primaryPort}/projekter`;
  if ((await run("tsx", ["scripts/migrate.ts"], { env: { DATABASE_URL: owner } })) !== 0)
    throw new Error("the database could not be migrated");
  await engines.administer(
    "grant projekter_app, projekter_installer, projekter_dso, projekter_admin to serving",
    "projekter",
  );
  await fill(owner);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...{ DATABASE_URL: `postgresql://serving@127.0.0.1:${engines.pooledPort}/projekter`, REFUSE_OWNER: "1" },
    ...{
      NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
      NEXTAUTH_URL: url,
      TRUSTED_PROXIES: "127.0.0.1",
    },
  };
  const ports = [await freePort(), await freePort()];
  const instances = [];
  for (const own of ports) instances.push(await serve({ folder: FOLDER, port: own, env }));
  const caddyfile = join(folder, "Caddyfile");
  // An instance whose database is away still answers »try again«, which is better than the proxy's own page; so only one
  // that does not answer at all is left out.
  writeFileSync(
    caddyfile,
    `{
	admin off
	auto_https off
}
${url} {
	reverse_proxy ${ports.map((own) => `127.0.0.1:${own}`).join(" ")} {
		lb_policy round_robin
		lb_try_duration 2s
		fail_duration 2s
	}
}
`,
  );
  engines.begin("caddy", "caddy", ["run", "--adapter", "caddyfile", "--config", caddyfile]);
  const isUp = () =>
    fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until("the first answer", isUp, 60);
  return {
    ...{ url, owner, pids: () => instances.map(({ pid, exitCode }) => exitCode === null && pid) },
    stop: () =>
      Promise.all(
        instances.map(
          (instance) =>
            new Promise((resolve) => {
              instance.on("close", resolve);
              instance.kill("SIGTERM");
            }),
        ),
      ),
  };
}

import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";
import { freePort, ownServer } from "./own-server";

export type Person = {
  sub: string;
  email?: string;
  email_verified?: boolean;
  groups?: string[];
  cvr?: string;
};
type Account = { id: string; email: string; password: string };
export type SignOnScene = Awaited<ReturnType<typeof aSignOnScene>>;

const SECRET = "for single sign-on alone, and long enough for it";

async function administer(statement: string) {
  const client = new Client(process.env.TEST_DATABASE_URL);
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** A real provider, and a server of the build with people and invitations that lets them in by it. */
export async function aSignOnScene(settings: Record<string, string> = {}) {
  const providerPort = await freePort();
  const provider = spawn(process.execPath, ["tests/support/provider.mjs", String(providerPort)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: provider.stdout })[Symbol.asyncIterator]();
  const issuer: string = (await lines.next()).value;
  const data = mkdtempSync(join(tmpdir(), "projekter-sign-on-"));
  const name = `projekter_sign_on_${randomBytes(6).toString("hex")}`;
  const isPostgres = globalThis.apiServer === "postgresql";
  if (isPostgres) await administer(`create database ${name}`);
  const databaseUrl = isPostgres
    ? Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ""), { pathname: `/${name}` }).href
    : "";
  const base = { DATA_DIR: data, DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: SECRET };
  const file = join(data, "world.json");
  const made = spawnSync(
    process.execPath,
    ["scripts/run.mjs", "tsx", "tests/support/sign-on-world.ts", file, issuer],
    { env: { ...process.env, ...base, NODE_ENV: "production" }, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const world = JSON.parse(readFileSync(file, "utf8")) as {
    people: Record<"installer" | "colleague" | "dso" | "admin", Account>;
    invited: { id: string; name: string; email: string; link: string }[];
  };
  const server = await ownServer((url) => ({
    ...base,
    NEXTAUTH_URL: url,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: "projekter",
    OIDC_CLIENT_SECRET: "a secret of this test",
    ...settings,
  }));
  const say = (what: object) => fetch(`${issuer}/said`, { method: "POST", body: JSON.stringify(what) });
  await say({ redirect: `${server.url}/login/sso/callback`, back: `${server.url}/login` });
  return {
    issuer,
    url: server.url,
    log: server.log,
    world,
    say,
    provider,
    stop: async () => {
      await server.stop();
      provider.kill();
      rmSync(data, { recursive: true, force: true });
      if (isPostgres) await administer(`drop database if exists ${name} with (force)`);
    },
  };
}

/** A browser with a jar for each host and port. */
export function aBrowser() {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (address: string) => {
    const { origin } = new URL(address);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const cookieOf = (address: string) =>
    [...jarOf(address)].map(([name, value]) => `${name}=${value}`).join("; ");
  const keep = (address: string, cookies: readonly string[]) => {
    for (const cookie of cookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") jarOf(address).delete(name);
      else jarOf(address).set(name, value);
    }
  };
  /** One request, without following. */
  async function ask(address: string, init: RequestInit = {}) {
    const response = await fetch(address, {
      redirect: "manual",
      ...init,
      headers: { cookie: cookieOf(address), ...init.headers },
    });
    keep(address, response.headers.getSetCookie());
    const location = response.headers.get("location");
    return {
      status: response.status,
      next: location && new URL(location, address).href,
      body: await response.text(),
    };
  }
  /** Follows redirects, up to an address that `until` knows: it is not asked. */
  async function go(address: string, until: (address: string) => boolean = () => false) {
    let at = address;
    for (let hops = 0; hops < 15; hops += 1) {
      const { status, next, body } = await ask(at);
      if (next === null) return { at, status, body };
      at = next;
      if (until(at)) return { at, status: 0, body: "" };
    }
    throw new Error(`more redirects than a browser follows, at ${at}`);
  }
  return { ask, go, keep, jarOf };
}

import { readFileSync } from "node:fs";
import { facts, MISSING, worldOf } from "../support/api-client";
import { aScene } from "../support/api-scene";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { ownServer } from "../support/own-server";

const world = worldOf(__filename);
const { installer, dso, admin } = world.people;

/** Every page and route of the build, with an id where one is asked for. */
const ROUTES: string[] = Object.values(
  JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8")),
);
const pathOf = (route: string, id: string) =>
  route.replace("/[[...path]]", "/nothing/here").replace("[...nextauth]", "session").replace("[id]", id);

const noncesIn = (policy: string) => [...policy.matchAll(/'nonce-([^']+)'/g)].map(([, nonce]) => nonce);

/** What is wrong with the headers of an answer, and with the scripts and styles in it. */
function faultsOf({ headers }: Response, text: string): string[] {
  const policy = headers.get("content-security-policy") ?? "";
  const [scripts = ""] = policy.match(/script-src [^;]*/) ?? [];
  const nonces = new Set(noncesIn(policy));
  const [nonce] = nonces;
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  const bare = isPage
    ? [...text.matchAll(/<(?:script|style)\b[^>]*>/g)].filter(([tag]) => !tag.includes(` nonce="${nonce}"`))
    : [];
  return [
    ...(nonces.size === 1 && (nonce ?? "").length >= 22 ? [] : ["no nonce"]),
    ...(scripts === `script-src 'nonce-${nonce}' 'strict-dynamic'` ? [] : [`scripts: ${scripts}`]),
    ...["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"].filter(
      (directive) => !policy.split("; ").includes(directive),
    ),
    ...(/style-src [^;]*unsafe/.test(policy) ? ["styles"] : []),
    ...(headers.get("x-content-type-options") === "nosniff" ? [] : ["nosniff"]),
    ...(headers.get("x-frame-options") === "DENY" ? [] : ["frames"]),
    ...(headers.get("referrer-policy") === "same-origin" ? [] : ["referrer"]),
    ...(headers.has("permissions-policy") ? [] : ["permissions"]),
    ...(headers.has("strict-transport-security") ? ["HSTS without TLS"] : []),
    ...(headers.has("x-powered-by") ? ["powered by"] : []),
    ...bare.map(([tag]) => `without the nonce: ${tag}`),
  ];
}

const mayBeKept = ({ headers }: Response) => !/\bno-store\b/.test(headers.get("cache-control") ?? "");

type Way = [method: string, headers: Record<string, string>];
/** Ways of asking: for a page, for a part of one, and wrongly. */
const PLAIN: Way[] = [
  ["GET", {}],
  ["GET", { rsc: "1" }],
  ["POST", { "content-type": "application/json" }],
];
const WAYS: Way[] = [
  ...PLAIN,
  ["HEAD", {}],
  ["GET", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
  ["GET", { "content-security-policy": "script-src 'nonce-known'", "if-none-match": "*" }],
  ["POST", { "next-action": "0".repeat(42) }],
  ["PUT", {}],
];

// The headers do not know of the database.
const once = globalThis.apiServer === "embedded" ? test : test.skip;

once(
  "every answer of every route carries its headers, whoever asks and however it ends",
  async () => {
    const { projectId, ids } = await aScene(world, 2);
    const { url } = facts();
    const askers: [name: string, headers: Record<string, string>][] = [
      ["visitor", {}],
      ["stranger", { authorization: "Bearer pk_nobody" }],
    ];
    for (const somebody of [installer, dso, admin]) {
      const cookie = await sessionCookie(url, somebody);
      expect((await fetch(`${url}/api/v1/me`, { headers: { cookie } })).status).toBe(200);
      askers.push([somebody.role, { cookie }]);
      askers.push([`${somebody.role}'s token`, { authorization: `Bearer ${somebody.token}` }]);
    }
    const seen = new Set<string>();
    const faults: string[] = [];
    let n = 0;
    for (const route of ROUTES) {
      const own = /\/(?:cases|addresses)\/\[id\]/.test(route) ? (ids[0] ?? "") : projectId;
      // Where an id leads nowhere, every asker gets the same page, so the plain ways are enough.
      const paths = new Map(
        ["x%20y", MISSING, own].map((id) => [pathOf(route, id), id === own ? WAYS : PLAIN]),
      );
      for (const [path, ways] of paths) {
        for (const [who, credentials] of askers) {
          await Promise.all(
            ways.map(async ([method, headers]) => {
              const answer = await fetch(`${url}${path}`, {
                method,
                redirect: "manual",
                headers: { ...headers, ...credentials },
                ...(method === "POST" && { body: "{" }),
              });
              const wrong = faultsOf(answer, await answer.text());
              const [nonce = ""] = noncesIn(answer.headers.get("content-security-policy") ?? "");
              if (seen.has(nonce)) wrong.push("a nonce used twice");
              seen.add(nonce);
              if (who !== "visitor" && mayBeKept(answer))
                wrong.push(`kept: ${answer.headers.get("cache-control")}`);
              if (answer.status >= 500) wrong.push(String(answer.status));
              n += 1;
              faults.push(...wrong.map((fault) => `${who} ${method} ${path} ${answer.status}: ${fault}`));
            }),
          );
        }
      }
    }
    expect(faults).toEqual([]);
    expect(n).toBeGreaterThanOrEqual(ROUTES.length * askers.length * WAYS.length);
  },
  300_000,
);

once(
  "behind TLS browsers stay there, and what the policy blocks is told in the log",
  async () => {
    const server = await ownServer({ TRUSTED_PROXIES: "127.0.0.1", CSP_REPORTS: "1" });
    const send = (body: string, type = "application/csp-report") =>
      fetch(`${server.url}/csp-reports`, { method: "POST", headers: { "content-type": type }, body });
    try {
      const transports = ["https", "http"].map((proto) =>
        fetch(`${server.url}/login`, { headers: { "x-forwarded-proto": proto } }),
      );
      const [encrypted, open] = await Promise.all(transports);
      expect(encrypted?.headers.get("strict-transport-security")).toContain("max-age=31536000");
      expect(open?.headers.has("strict-transport-security")).toBe(false);
      expect(open?.headers.get("content-security-policy")).toContain("report-uri /csp-reports");
      expect(open?.headers.get("reporting-endpoints")).toBe('csp="/csp-reports"');

      const old = {
        "csp-report": { "violated-directive": "script-src", "blocked-uri": "https://ond.example/x?q=a" },
      };
      const today = {
        body: { effectiveDirective: "img-src", blockedURL: "inline\nADMIN", documentURL: "/p" },
      };
      expect((await send(JSON.stringify(old))).status).toBe(204);
      expect((await send(JSON.stringify([today, 7, null]), "application/reports+json")).status).toBe(204);
      expect(server.log()).toContain("csp: script-src blocked https://ond.example/x on ?\n");
      expect(server.log()).toContain("csp: img-src blocked inline_ADMIN on /p\n");

      expect((await send("{")).status).toBe(400);
      expect((await send("{}", "text/plain")).status).toBe(415);
      expect((await send(" ".repeat(17_000))).status).toBe(413);
      await Promise.all(Array.from({ length: 50 }, () => send(JSON.stringify(old))));
      expect(server.log().match(/csp: /g)?.length).toBeLessThanOrEqual(40);
    } finally {
      await server.stop();
    }
    expect((await fetch(`${facts().url}/csp-reports`, { method: "POST", body: "{}" })).status).toBe(405);
  },
  60_000,
);

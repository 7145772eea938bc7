import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { version } from "@/package.json";
import * as XLSX from "xlsx";
import { call, facts, worldOf } from "../support/api-client";
import { aForm } from "../support/api-scene";
import { ownServer } from "../support/own-server";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { ERROR_STATUS } from "@/lib/domain/error";

const { encodeReply } = jest.requireActual("next/dist/compiled/react-server-dom-turbopack/client.node") as {
  encodeReply: (args: unknown[]) => Promise<string | FormData>;
};

const { installer, dso, admin } = worldOf(__filename).people;
const SECURITY = [
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "x-frame-options",
  "permissions-policy",
];

type Told = { status: number; headers: Map<string, string>; body: string };

/** Sends bytes as they are, which no client would, and reads the whole answer. */
function raw(text: string | Buffer): Promise<Told> {
  const { port } = new URL(facts().url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      // The server may wait for what a request has promised; the answer is whole without it.
      const [head = "", body] = Buffer.concat(chunks).toString("utf8").split("\r\n\r\n");
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (body !== undefined && length && Buffer.byteLength(body) >= Number(length)) socket.destroy();
    });
    socket.on("error", () => {});
    socket.setTimeout(30_000, () => reject(new Error(`no answer to ${text.toString().slice(0, 60)}`)));
    socket.on("close", () => {
      const bytes = Buffer.concat(chunks);
      const end = bytes.indexOf("\r\n\r\n");
      const [first = "", ...lines] = bytes.toString("utf8", 0, end < 0 ? bytes.length : end).split("\r\n");
      const headers = new Map(
        lines.map((line): [string, string] => {
          const [name = "", ...value] = line.split(": ");
          return [name.toLowerCase(), value.join(": ")];
        }),
      );
      const sent = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
      const body = headers.get("transfer-encoding") === "chunked" ? unchunked(sent) : sent;
      resolve({ status: Number(first.split(" ")[1]), headers, body: body.toString("utf8") });
    });
  });
}

/** The pieces of a body, each behind a line with its length in hexadecimal. */
function unchunked(sent: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const begin = sent.indexOf("\r\n", at) + 2;
    const length = Number.parseInt(sent.toString("latin1", at, begin), 16);
    if (begin < 2 || !(length > 0)) return Buffer.concat(pieces);
    pieces.push(sent.subarray(begin, begin + length));
    at = begin + length + 2;
  }
}

const ask = (line: string, headers: Record<string, string> = {}, body: string | Buffer = "") => {
  const all = {
    Host: "localhost",
    Connection: "close",
    ...(body.length > 0 && { "Content-Length": String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const head = `${line} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
  return raw(Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body)]));
};

const isSecure = ({ headers }: Told) => SECURITY.filter((name) => !headers.has(name));
const kindOf = ({ headers }: Told) => headers.get("content-type")?.split(";")[0];

/** A refusal of the kind that the address wants, with a Danish sentence and every security header. */
function expectRefusal(name: string, answer: Told, status: number, kind: string) {
  expect([name, answer.status, kindOf(answer), isSecure(answer)]).toEqual([name, status, kind, []]);
  if (kind === "text/html") expect(answer.body).toContain('<html lang="da">');
  expect(answer.body.replace(/<[^>]+>/g, "")).toMatch(/[æøåA-Z].*\./);
}

const ADDRESSES: [path: string, status: number][] = [
  ["/%F0", 400],
  ["/%C0%AF", 400],
  ["/%ED%A0%80", 400],
  ["/%00", 400],
  ["/projects/%0d%0aX:1", 400],
  ["/%", 400],
  ["/projects?q=%F0", 400],
  ["/projects?q=%00", 400],
  ["/admin/postcodes?q=%00", 400],
  ["/login?callbackUrl=%0d%0aSet-Cookie:%20a=b", 400],
  ["//ond.example", 400],
  ["/\\ond.example", 400],
  ["http://ond.example/projects", 400],
  ["*", 400],
  ["/æøå", 400],
  [`/${"a".repeat(13_000)}`, 414],
  ["/..", 400],
  ["/./_global-error", 400],
  ["/projects/%2E./_not-found?q=1", 400],
  ["/_global-error", 404],
  ["/%5Fglobal-error", 404],
];

test("addresses that are none are refused with a page that says so", async () => {
  for (const [path, status] of ADDRESSES)
    expectRefusal(path.slice(0, 60), await ask(`GET ${path}`), status, "text/html");
  expect((await call(null, "GET", "/api/nothing")).body.code).toBe("unauthenticated");
  expect((await call(installer, "GET", "/api/nothing")).body.code).toBe("not_found");
});

test("under /api the same is a problem document", async () => {
  for (const [path, status, code] of [
    ["/api/v1/projects/%F0", 400, "unreadable_request"],
    ["/api/v1/projects?q=%F0", 400, "unreadable_request"],
    ["/api/auth/error?error=x%0d%0aINJECTED", 400, "unreadable_request"],
    ["/api/auth/signin?callbackUrl=%0d%0a", 400, "unreadable_request"],
    [`/api/v1/${"a".repeat(13_000)}`, 414, "address_too_long"],
  ] as const) {
    const answer = await ask(`GET ${path}`);
    expectRefusal(path, answer, status, "application/problem+json");
    const { detail: _, title: __, ...problem } = JSON.parse(answer.body);
    expect(problem).toEqual({ type: `urn:projekter:${code}`, status, code });
    expect(ERROR_STATUS[code]).toBe(status);
  }
});

test("no address leads on by its dots to another one than was judged", async () => {
  for (const path of ["/api/../login", "/api/%2e%2E/login", "/api/v1/.%2e/../profile", "/api/./docs"]) {
    const headers = { "Next-Action": idOf("setTheme"), ...TEXT, Origin: "http://ond.example" };
    expectRefusal(path, await ask(`POST ${path}`, headers, "[]"), 400, "application/problem+json");
  }
  for (const path of ["/login?callbackUrl=/a/../b", "/login?a=/.", "/.hidden", "/...", "/a./b"])
    expect([path, (await ask(`GET ${path}`)).status]).toEqual([path, path.startsWith("/login") ? 200 : 404]);
});

test("methods that an address does not know", async () => {
  for (const method of ["TRACE", "PUT", "DELETE", "POST", "OPTIONS", "PROPFIND", "HVAD"]) {
    const answer = await ask(`${method} /login`);
    expectRefusal(method, answer, 405, "text/html");
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  }
  for (const method of ["TRACE", "PROPFIND", "HVAD"]) {
    expectRefusal(method, await ask(`${method} /api/v1/me`), 405, "application/problem+json");
  }
  expectRefusal("CONNECT", await ask("CONNECT ond.example:443"), 405, "text/html");
});

/** A connection that asks for a tunnel, and never closes by itself. */
async function aTunnel(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.on("end", resolve));
  socket.write("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  return { socket, closed };
}

test("who asks for a tunnel keeps no connection, and one that breaks is no fault of the server", async () => {
  const server = await ownServer({});
  for (let n = 0; n < 5; n += 1) (await aTunnel(server.url)).socket.resetAndDestroy();
  const tunnel = await aTunnel(server.url);
  await tunnel.closed;
  expect((await fetch(`${server.url}/api/health`)).ok).toBe(true);
  expect(server.log()).not.toContain("ECONNRESET");
  // It is still open at this end; the server is asked to stop, and waits for nobody.
  await server.stop();
  tunnel.socket.destroy();
});

/** It does not start without the address of a PostgreSQL server. */
const onPostgres = facts().databaseUrl ? test : test.skip;

onPostgres("npm start fails when its server ends by itself, and not when it is asked to stop", async () => {
  const { databaseUrl: DATABASE_URL } = facts();
  const NEXTAUTH_SECRET = "for this test alone, and long enough for it";
  const begin = async () => {
    const child = spawn(process.execPath, ["scripts/start.mjs"], {
      env: {
        ...process.env,
        ...{ DATABASE_URL, PORT: "0", NEXTAUTH_SECRET, NEXTAUTH_URL: "http://localhost:3000" },
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
    while (!said.includes("listens on port")) {
      expect([said, child.exitCode]).toEqual([said, null]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const [server] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ");
    return { child, ended, server: Number(server) };
  };
  const crashed = await begin();
  process.kill(crashed.server, "SIGABRT");
  expect(await crashed.ended).toBe(1);
  const stopped = await begin();
  stopped.child.kill("SIGTERM");
  expect(await stopped.ended).toBe(0);
});

test("headers that Next would take for a fault of its own, and requests that are none", async () => {
  for (const [name, line, headers, status] of [
    ["state", "GET /login", { "next-router-state-tree": "%7B", rsc: "1" }, 400],
    ["state of another shape", "GET /login", { "next-router-state-tree": "[1]" }, 400],
    ["host", "GET /login", { Host: "[" }, 400],
    ["host with a path", "GET /login", { Host: "a/b" }, 400],
    ["too much", "GET /login", { "X-Long": "x".repeat(20_000) }, 431],
  ] as const) {
    expectRefusal(name, await ask(line, headers), status, "text/html");
  }
  expectRefusal("no host", await raw("GET /login HTTP/1.1\r\nConnection: close\r\n\r\n"), 400, "text/html");
  const two = "GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n";
  expectRefusal("two hosts", await raw(two), 400, "text/html");
  expectRefusal("TLS", await raw(Buffer.from("160301020001000d0a0d0a", "hex")), 400, "text/html");
  const both = { "Content-Length": "5", "Transfer-Encoding": "chunked" };
  expectRefusal("two lengths", await ask("POST /api/v1/projects", both), 400, "application/problem+json");
});

test("everything else that is answered carries the security headers too", async () => {
  const chunk = /\/_next\/static\/[^"]+\.js/.exec((await ask("GET /login")).body)?.[0];
  for (const [line, headers, status] of [
    ["GET /login", {}, 200],
    ["GET /projects", {}, 307],
    ["GET /projects/", {}, 308],
    ["GET /nothing", {}, 404],
    ["GET /_next/static/nothing.js", {}, 404],
    [`GET ${chunk}`, {}, 200],
    [`GET ${chunk}`, { Range: "bytes=99999999-" }, 200],
    [`GET ${chunk}`, { "If-Match": "x" }, 200],
    [`GET ${chunk}`, { "If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT" }, 200],
    ["GET /api/health", { Upgrade: "websocket", Connection: "upgrade, close" }, 200],
    ["GET /api/health", { Expect: "the unexpected" }, 200],
    ["GET /api/auth/session", { Cookie: "next-auth.session-token=%F0" }, 200],
    ["GET /login", { Cookie: "locale=%F0; theme=%; =" }, 200],
    ["GET /login", { "X-Forwarded-Host": "[", "X-Forwarded-Proto": "javascript" }, 200],
  ] as const) {
    const answer = await ask(line, headers);
    expect([line, headers, answer.status, isSecure(answer)]).toEqual([line, headers, status, []]);
  }
});

const ACTIONS = Object.entries(
  JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")).node as Record<
    string,
    { exportedName: string }
  >,
);
const idOf = (name: string) => ACTIONS.find(([, { exportedName }]) => exportedName === name)?.[0] ?? "";
const TEXT = { "Content-Type": "text/plain;charset=UTF-8", Accept: "text/x-component" };
const FORM = { "Content-Type": "multipart/form-data; boundary=ofTestsAlone" };
const COOKIE = { Cookie: "next-auth.session-token=x" };
const form = (...fields: [name: string, value: string][]) =>
  `${fields.map(([name, value]) => `--ofTestsAlone\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--ofTestsAlone--\r\n`;
const act = (name: string, body: string, headers: Record<string, string> = {}) =>
  ask("POST /login", { "Next-Action": idOf(name), ...TEXT, ...headers }, body);

test("an action is not asked to read what its sender cannot need", async () => {
  const long = (n: number) => `["${"x".repeat(n)}"]`;
  for (const [name, body, headers, status] of [
    ["a stranger's 20 kB", long(20_000), {}, 413],
    ["2 MB", long(2_000_000), COOKIE, 413],
    ["13 MB", long(13_000_000), COOKIE, 413],
    ["many values", `[{${Array.from({ length: 60_000 }, (_, i) => `"${i}":1`).join(",")}}]`, COOKIE, 400],
    ["100,000 levels", "[".repeat(100_000), COOKIE, 400],
  ] as const) {
    expectRefusal(name, await act("setTheme", body, headers), status, "text/plain");
  }
  // Refused by what it says of itself: nothing is read of 700,000 keys that never come.
  const claimed = await ask("POST /login", {
    "Next-Action": idOf("setTheme"),
    ...TEXT,
    "Content-Length": "9000000",
  });
  expectRefusal("claimed", claimed, 413, "text/plain");
  const chunked = `5000\r\n${"x".repeat(0x5000)}\r\n`;
  const endless = await raw(
    `POST /login HTTP/1.1\r\nHost: a\r\nNext-Action: ${idOf("setTheme")}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  );
  expectRefusal("in chunks without an end", endless, 413, "text/plain");
});

test("who sends a body that nobody reads gets the answer all the same", async () => {
  const { port } = new URL(facts().url);
  const sent = Buffer.alloc(20 * 1024 * 1024, "x");
  const chunk = Buffer.concat([Buffer.from("40000\r\n"), sent.subarray(0, 0x40000), Buffer.from("\r\n")]);
  for (const [path, headers] of [
    ["/login", `Content-Length: ${sent.length}`],
    ["/projects", "Transfer-Encoding: chunked"],
    ["/login", `Next-Action: ${idOf("setTheme")}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked`],
    ["/api/v1/projects", `Connection: close\r\nContent-Length: ${sent.length}`],
  ] as const) {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.once("error", reject);
      const body = headers.endsWith("chunked")
        ? [...Array.from({ length: 80 }, () => chunk), Buffer.from("0\r\n\r\n")]
        : [sent];
      socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`);
      for (const piece of body.slice(0, -1)) socket.write(piece);
      // Only now does it look for the answer.
      socket.write(body.at(-1) ?? "", (error) => {
        if (error) return reject(error);
        socket.once("data", (data: Buffer) => {
          socket.destroy();
          resolve(data.toString("latin1", 0, 12));
        });
      });
    });
    expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 4/)]);
  }
});

test("a form for an action is read in one way by everybody who reads it", async () => {
  const field = (name: string, value: string, more = "") =>
    `--ofTestsAlone\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n--ofTestsAlone--\r\n`;
  const read = await act("setTheme", field("0", '["dark"]'), FORM);
  expect([read.status, read.headers.get("set-cookie")]).toEqual([200, expect.stringContaining("theme=dark")]);
  const other = "Content-Type: text/plain; charset=utf-16le";
  for (const [name, body] of [
    ["a file by its type", field("0", '["dark"]', "\r\nContent-Type: application/octet-stream")],
    ["another charset", field("0", '["dark"]', `\r\n${other}`)],
    ["a coding", field("0", '["dark"]', "\r\nContent-Transfer-Encoding: base64")],
    ["a second name", field("0", '["dark"]', "; name*=utf-8''1")],
    ["a file name", field("0", '["dark"]', '; filename="x"')],
    ["thousands of headers", field("0", '["dark"]', "\r\na: b".repeat(5_000))],
    ["thousands of parts", form(...Array.from({ length: 5_000 }, () => ["a", ""] as [string, string]))],
  ] as const) {
    const answer = await act("setTheme", body, { ...FORM, ...COOKIE });
    expectRefusal(name, answer, 400, "text/plain");
  }
  for (const type of [
    "boundary=ofTestsAlone; boundary=x",
    "boundary=x; boundary=ofTestsAlone",
    "xboundary=x; boundary=ofTestsAlone",
  ]) {
    const headers = { "Content-Type": `multipart/form-data; ${type}` };
    expectRefusal(type, await act("setTheme", field("0", '["dark"]'), headers), 415, "text/plain");
  }
});

test("only known actions, from our own pages, in the formats that these send", async () => {
  for (const [name, line, headers, body, status] of [
    ["an unknown id", "POST /login", { "Next-Action": "0".repeat(42), ...TEXT }, "[]", 404],
    ["no id at all", "POST /login", { "Next-Action": "__proto__", ...TEXT }, "[]", 404],
    [
      "JSON",
      "POST /login",
      { "Next-Action": idOf("setTheme"), "Content-Type": "application/json" },
      "[]",
      415,
    ],
    [
      "packed",
      "POST /login",
      { "Next-Action": idOf("setTheme"), ...TEXT, "Content-Encoding": "gzip" },
      "[]",
      415,
    ],
    ["to a file", "POST /icon.svg?a", { "Next-Action": idOf("setTheme"), ...TEXT }, '["dark"]', 405],
    ["to a file", "POST /icon%2Esvg", FORM, form([`$ACTION_ID_${idOf("setTheme")}`, ""]), 405],
    ["no boundary", "POST /login", { "Content-Type": "multipart/form-data" }, "x", 415],
    ["a form cut off", "POST /login", FORM, "--ofTestsAlone\r\nContent-Disp", 400],
    ["a form without an action", "POST /login", FORM, form(["a", "b"]), 405],
    ["a form with an unknown one", "POST /login", FORM, form([`$ACTION_ID_${"0".repeat(42)}`, ""]), 404],
    ["one without its arguments", "POST /login", FORM, form(["$ACTION_REF_1", ""]), 400],
    [
      "one whose arguments are missing",
      "POST /login",
      FORM,
      form(["$ACTION_REF_1", ""], ["$ACTION_1:0", `{"id":"${idOf("setTheme")}","bound":"$@1"}`]),
      400,
    ],
  ] as const) {
    const answer = await ask(line, headers as Record<string, string>, body);
    expect([name, answer.status, isSecure(answer)]).toEqual([name, status, []]);
  }
  for (const headers of [
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { Origin: "https://localhost" },
    { Origin: "http://localhost:1" },
    { Origin: "http://ond.example" },
    { Origin: "null" },
    { Origin: "[" },
  ] as Record<string, string>[]) {
    expectRefusal(JSON.stringify(headers), await act("setTheme", '["dark"]', headers), 403, "text/plain");
    const sent = form([`$ACTION_ID_${idOf("setLanguage")}`, ""], ["locale", "en"]);
    const byForm = await ask("POST /login", { ...FORM, ...headers }, sent);
    expect([headers, byForm.status, byForm.headers.has("set-cookie")]).toEqual([headers, 403, false]);
  }
  for (const headers of [{}, { "Sec-Fetch-Site": "same-origin" }, { Origin: "http://localhost" }]) {
    const answer = await act("setTheme", '["dark"]', headers as Record<string, string>);
    expect([headers, answer.status, answer.headers.get("set-cookie")]).toEqual([
      headers,
      200,
      expect.stringContaining("theme=dark"),
    ]);
  }
});

/** Arguments of every shape, as no page of ours would send them. */
const ODD = [
  "",
  "{}",
  "null",
  "1",
  '"x"',
  "[",
  "x",
  "[]",
  "[null]",
  "[1]",
  '["x"]',
  "[{}]",
  "[[]]",
  "[true,false,1,2,3]",
  '[{"then":"x"}]',
  '[{"__proto__":{"a":1}}]',
  '[{"constructor":{"prototype":1}}]',
  '["$undefined"]',
  '["$NaN","$-0"]',
  '["$D2026-01-01T00:00:00.000Z"]',
  '["$Dx"]',
  '["$nx"]',
  '["$1"]',
  '["$0"]',
  '["$@0"]',
  '["$K1"]',
  '["$Q1"]',
  '["$F1"]',
  '["$T"]',
  '["$1:__proto__:then"]',
  '["$$x"]',
  '["\\ud800"]',
  '["\\u0000"]',
  "[1e999]",
  `[${"1,".repeat(2_000)}1]`,
  '[{"name":1,"id":{},"email":[],"role":"x"}]',
  `${"[".repeat(30)}${"]".repeat(30)}`,
];

test("no argument of any action is a fault of the server", async () => {
  const { jar } = await aBrowser();
  // These would end the session that the others are tried with.
  const others = ACTIONS.filter(([, { exportedName }]) => !["leave", "logOut"].includes(exportedName));
  for (const [id, { exportedName }] of others) {
    const told = await Promise.all(
      ODD.map(async (body, i) => {
        const cookie = i % 4 === 0 ? "" : jar;
        const { status } = await ask("POST /profile", { "Next-Action": id, ...TEXT, Cookie: cookie }, body);
        return [200, 303, 400].includes(status) ? [] : [body.slice(0, 60), status];
      }),
    );
    expect([exportedName, told.flat()]).toEqual([exportedName, []]);
  }
  // Some six hundred requests, which a busy machine answers slowly.
}, 180_000);

test("what React makes of honest arguments comes through", async () => {
  const fields = new FormData();
  fields.set("locale", "en");
  const byScript = await encodeReply([fields]);
  const answer = await fetch(`${facts().url}/login`, {
    method: "POST",
    headers: { "next-action": idOf("setLanguage") },
    body: byScript,
  });
  expect([answer.status, answer.headers.get("set-cookie")]).toEqual([
    200,
    expect.stringContaining("locale=en"),
  ]);
  const { jar } = await aBrowser();
  const name = "$1 & »$undefined« 💡";
  for (const [action, args] of [
    ["renameSelfAction", [{ name }]],
    ["renameSelfAction", [{ name }, undefined, Number.NaN, new Date(0), "$K1"]],
  ] as const) {
    const body = (await encodeReply([...args])) as string;
    const told = await ask("POST /profile", { "Next-Action": idOf(action), ...TEXT, Cookie: jar }, body);
    expect([told.status, told.body]).toEqual([200, expect.stringContaining('"ok":true')]);
  }
  expect((await call(installer, "GET", "/api/v1/me")).body.name).toBe(name);
});

/** Submits the log-in as a browser without scripts does: the fields of the form as they stand in the page. */
async function aBrowser() {
  const page = (await ask("GET /login")).body;
  const hidden = [
    ...page.matchAll(/<input type="hidden"[^>]*?name="([^"]+)"(?:[^>]*?value="([^"]*)")?/g),
  ].map(([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&quot;", '"')]);
  const own = hidden.slice(hidden.findIndex(([name]) => /^\$ACTION_REF_/.test(name)));
  const sent = form(...own, ["email", installer.email], ["password", installer.password]);
  const answer = await ask("POST /login", { ...FORM, Origin: "http://localhost" }, sent);
  const jar = /next-auth\.session-token=[^;]+/.exec(answer.headers.get("set-cookie") ?? "")?.[0] ?? "";
  return { status: answer.status, jar };
}

test("the log-in's own form comes through without scripts", async () => {
  const { status, jar } = await aBrowser();
  expect([status, jar]).toEqual([303, expect.stringMatching(/.{50}/)]);
});

test("who may never do something is told so before the body is read", async () => {
  const never = { headers: { "content-type": "application/json" }, raw: "not JSON" };
  for (const [who, path] of [
    [dso, "/api/v1/projects"],
    [admin, "/api/v1/projects"],
    [installer, "/api/admin/projects"],
    [dso, "/api/admin/postcodes"],
    [dso, "/api/admin/person"],
    [installer, "/api/admin/projects/workbook"],
  ] as const) {
    const answer = await call(who, "POST", path, never);
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, "forbidden"]);
    expect([path, (await call(null, "POST", path, never)).status]).toEqual([path, 401]);
  }
});

test("the log of administration is an administrator's alone, and tells who else asked for it", async () => {
  const { url } = facts();
  const download = (who: typeof admin | null, query = "") =>
    fetch(`${url}/admin/log/log.xlsx${query}`, {
      headers: who ? { authorization: `Bearer ${who.token}` } : {},
    });
  expect((await download(null)).status).toBe(401);
  for (const who of [installer, dso]) {
    const answer = await download(who);
    expect([answer.status, (await answer.json()).code]).toEqual([403, "forbidden"]);
    const cookie = await sessionCookie(url, who);
    expect((await fetch(`${url}/admin/log`, { headers: { cookie } })).status).toBe(404);
  }
  expect((await download(admin, "?from=2026-13-01")).status).toBe(422);
  const answer = await download(admin, `?actor=${installer.id}&action=refused`);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
  const { Sheets } = XLSX.read(await answer.arrayBuffer());
  const told = XLSX.utils.sheet_to_json<string[]>(Sheets.Log ?? {}, { header: 1 }).slice(1);
  // The person may have another name by now: the tests of other files rename people.
  expect(told.length).toBeGreaterThan(0);
  for (const [, , , , what] of told) expect(what).toBe("Adgang nægtet");
});

test("how the system is stands on an administrator's page alone", async () => {
  const { url } = facts();
  const page = async (who: typeof admin) => {
    const answer = await fetch(`${url}/admin/operations`, {
      headers: { cookie: await sessionCookie(url, who), "accept-language": "da" },
    });
    return [answer.status, await answer.text()] as const;
  };
  for (const who of [installer, dso]) {
    const [status, text] = await page(who);
    expect([status, text.includes("Rækkesikkerhed")]).toEqual([404, false]);
  }
  const [status, text] = await page(admin);
  expect(status).toBe(200);
  for (const part of [version, "Slået til på ", "sager ændret på ", "SMTP_URL er ikke sat"])
    expect([part, text.includes(part)]).toEqual([part, true]);
});

test("what is held about a person is one JSON file, and about nobody a sentence", async () => {
  const { url } = facts();
  const ask = (email: unknown) =>
    fetch(`${url}/api/admin/person`, {
      method: "POST",
      headers: { authorization: `Bearer ${admin.token}`, "content-type": "application/json" },
      body: JSON.stringify({ email }),
    });
  const answer = await ask(installer.email);
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
    200,
    "application/json",
    "private, no-store",
  ]);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; .*\.json$/);
  expect((await answer.json()).user).toMatchObject({ id: installer.id, role: "installer" });
  const nobody = await ask("ingen@intet.example");
  expect([nobody.status, (await nobody.json()).code]).toEqual([404, "nothing_held"]);
  for (const wrong of ["", "x", 7, null, ["a@b.example"]]) expect((await ask(wrong)).status).toBe(422);
});

test("an administrator's uploads are taken as files, whatever their size up to the limit", async () => {
  const empty = await call(admin, "POST", "/api/admin/postcodes", { raw: aForm(null) });
  expect([empty.status, empty.body.errors]).toEqual([
    422,
    [{ path: "file", code: "file_missing", message: expect.any(String) }],
  ]);
  const lines = Array.from({ length: 1_500 }, (_, i) => `${1000 + i};${"Øster Hæsinge ".repeat(35)};`).join(
    "\n",
  );
  const table = new FormData();
  table.set("file", new Blob([lines]), "postnumre.csv");
  const large = await call(admin, "POST", "/api/admin/postcodes", { raw: table });
  expect([large.status, large.body.code]).toEqual([422, "invalid"]);
  const book = await call(admin, "POST", "/api/admin/projects/workbook", {
    raw: aForm(new Blob(["x".repeat(2_000_000)]), {
      ownerId: installer.organisation?.id,
      name: "X",
      gridArea: "791",
    }),
  });
  expect([book.status, book.body.code]).toEqual([422, "invalid_file"]);
});

test("rows of cases are read by ids, none of them anybody else's", async () => {
  const answer = await call(installer, "POST", "/api/case-rows", {
    body: { ids: Array.from({ length: 50_000 }, () => installer.id) },
  });
  expect([answer.status, answer.body]).toEqual([200, []]);
  expect((await call(installer, "POST", "/api/case-rows", { body: { ids: [1] } })).status).toBe(422);
});

test("the server listens at LISTEN_ADDRESS alone, and names it when it is not this machine's", async () => {
  const answersAt = (url: string) =>
    fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  // All of 127.0.0.0/8 are this machine's.
  const other = (url: string) => url.replace("127.0.0.1", "127.0.0.2");
  const [everywhere, here] = await Promise.all([ownServer({}), ownServer({ LISTEN_ADDRESS: "127.0.0.1" })]);
  expect([await answersAt(other(everywhere.url)), await answersAt(other(here.url))]).toEqual([true, false]);
  await Promise.all([everywhere.stop(), here.stop()]);
  for (const LISTEN_ADDRESS of ["192.0.2.1", "no-such-host.invalid"]) {
    const env = { ...process.env, LISTEN_ADDRESS, PORT: "0" };
    const { status, stderr } = spawnSync(process.execPath, ["lib/front/server.mjs"], {
      env,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^LISTEN_ADDRESS must be an address of this machine: .*\n$/),
    ]);
  }
});

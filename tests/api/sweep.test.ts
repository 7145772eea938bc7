import { randomUUID } from "node:crypto";
import { call, facts, MISSING, type Somebody, worldOf } from "../support/api-client";
import { act, aScene } from "../support/api-scene";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { bodyFor, ownIdFor, type OwnThings, ROUTES_WITH_IDS } from "../support/routes-with-ids";

const world = worldOf(__filename);
const { installer, dso, otherInstaller, otherDso } = world.people;

let scene: OwnThings;
beforeAll(async () => {
  const made = await aScene(world, 3);
  const done = await act(dso, "approve", { connectionPoint: "Skab" }, { ids: made.ids });
  const told = await call(installer, "GET", "/api/v1/notifications?limit=1");
  scene = { ...made, actionId: done.body.operationId, noticeId: told.body.notifications[0].id };
});

/** The same id as somebody may write it. */
const SPELLINGS: Record<string, (id: string) => string> = {
  "as it is": (id) => id,
  "in capitals": (id) => id.toUpperCase(),
  "without hyphens": (id) => id.replaceAll("-", ""),
  "in braces": (id) => `%7B${id}%7D`,
  "with a blank": (id) => `${id}%20`,
  twice: (id) => `${id},${id}`,
  "as a file": (id) => `${id}.rsc`,
  "with a query": (id) => `${id}?id=${id}&id=${id}`,
  "with a part of a page": (id) => `${id}.segments/_tree.segment.rsc`,
};

type Way = [method: string, headers: Record<string, string>];
const prefetch = (segment: string) => ({
  rsc: "1",
  "next-router-prefetch": "1",
  "next-router-segment-prefetch": segment,
});
/** Ways of asking for a page: whole, as a part of one, ahead of a click, and by an action. */
const OF_PAGES: Way[] = [
  ["GET", {}],
  ["GET", { rsc: "1" }],
  ["GET", prefetch("/_tree")],
  ["GET", prefetch("/_head")],
  ["HEAD", {}],
  ["POST", { "next-action": "0".repeat(42) }],
];
const OF_ROUTES: Way[] = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"].map((method) => [method, {}]);
/** In other spellings than its own an id is asked for in so many of these ways. */
const WAYS_OF_SPELLINGS = 2;

/** The lines of a component stream without their numbers: they come in the order in which they are ready. */
const linesOf = (stream: string) =>
  stream
    .split("\n")
    .map((line) =>
      line
        .replace(/^[0-9a-f]+:/, "")
        .replace(/\$[L@Fh]?[0-9a-f]+/g, "$")
        .replace(/"[\w-]{21}[a-z]"/g, '"KEY"'),
    )
    .sort()
    .join("\n");

/** A page without its scripts, and what they hand to the browser. */
function steady(text: string, type: string): string {
  if (type.startsWith("text/x-component")) return linesOf(text);
  if (!type.startsWith("text/html")) return text;
  const handed = [...text.matchAll(/self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)];
  const stream = handed.map(([, one = '""']) => JSON.parse(one) as string).join("");
  return text.replace(/<script[^>]*>[\s\S]*?<\/script>/g, "") + linesOf(stream);
}

/** What is told, without the id and without what is made anew for each answer. */
async function told(route: string, written: string, [method, headers]: Way, as: object) {
  const { url } = facts();
  const sent = ["GET", "HEAD"].includes(method) ? undefined : bodyFor(route, method);
  const answer = await fetch(`${url}${route.replace("[id]", written)}`, {
    method,
    headers: { origin: url, ...headers, ...as, ...(sent?.type && { "content-type": sent.type }) },
    ...(sent && { body: sent.body }),
    redirect: "manual",
  });
  const [plain = ""] = written.split(/[?%,.]/);
  const hide = (text: string) =>
    [written, plain, written.toLowerCase(), decodeURIComponent(written), encodeURIComponent(written)]
      .filter((one) => one.length > 10)
      .sort((a, b) => b.length - a.length)
      .reduce((left, one) => left.replaceAll(one, "ID"), text)
      .replace(/nonce[-=\\":]+[\w+/=-]{16,}/g, "NONCE")
      .replace(/"timestamp":\d+/g, "TIME");
  const { status, headers: got } = answer;
  const location = got.get("location");
  return JSON.stringify([
    status,
    got.get("content-type"),
    location && hide(location),
    got.get("allow"),
    hide(steady(await answer.text(), got.get("content-type") ?? "")),
  ]);
}

function whereTheyDiffer(one = "", other = ""): string {
  const at = [...one].findIndex((letter, i) => letter !== other[i]);
  return [one, other].map((text) => text.slice(Math.max(0, at - 60), at + 100)).join(" ≠ ");
}

const asksWith = async (who: Somebody) => ({ cookie: await sessionCookie(facts().url, who) });

test("the sweep knows every kind of thing that a route names", () => {
  const kinds = new Set(ROUTES_WITH_IDS.map((route) => route.split("/[id]")[0]));
  expect([...kinds].sort()).toEqual(
    ["cases", "operations", "projects"]
      .flatMap((kind) => [`/${kind}`, `/api/v1/${kind}`])
      .concat("/notifications", "/api/v1/groups", "/api/v1/addresses", "/api/v1/views")
      .sort(),
  );
});

test.each(ROUTES_WITH_IDS)(
  "%s tells a stranger of what exists as of what does not",
  async (route) => {
    const isPage = !route.startsWith("/api");
    const strangers: [string, object][] = [
      ["another installer", await asksWith(otherInstaller)],
      ["another grid company", await asksWith(otherDso)],
      ["a visitor", {}],
      ...(isPage
        ? []
        : [["a token that may read", { authorization: `Bearer ${otherDso.readToken}` }] as [string, object]]),
    ];
    const ways = isPage ? OF_PAGES : OF_ROUTES;
    const own = ownIdFor(route, scene);
    const differing: string[] = [];
    for (const [who, as] of strangers) {
      for (const [spelling, write] of Object.entries(SPELLINGS)) {
        for (const way of spelling === "as it is" ? ways : ways.slice(0, WAYS_OF_SPELLINGS)) {
          const [foreign, missing] = await Promise.all(
            [own, randomUUID()].map((id) => told(route, write(id), way, as)),
          );
          if (foreign !== missing)
            differing.push(
              `${who}, ${JSON.stringify(way)}, ${spelling}: ${whereTheyDiffer(foreign, missing)}`,
            );
        }
      }
    }
    expect(differing).toEqual([]);
  },
  120_000,
);

test("whoever owns it is told of it, and nothing that was asked changed it", async () => {
  for (const [who, path] of [
    [installer, `/projects/${scene.projectId}`],
    [dso, `/cases/${scene.ids[0]}`],
    [dso, `/operations/${scene.actionId}`],
  ] as const) {
    expect((await call(who, "GET", `/api/v1${path}`)).status).toBe(200);
    expect((await call(who, "GET", `/api/v1${path.replace(/[^/]+$/, MISSING)}`)).status).toBe(404);
  }
  const { body } = await call(installer, "GET", `/api/v1/projects/${scene.projectId}/cases`);
  expect([body.total, body.countsByState.approved]).toEqual([3, 3]);
  expect((await call(installer, "GET", `/api/v1/projects/${scene.projectId}`)).body.groups).toHaveLength(1);
});

test("ids in a body are told apart no more than ids in an address", async () => {
  const [foreign = ""] = scene.ids;
  for (const [path, body] of [
    ["/cases/offers", (ids: object) => ({ selection: ids })],
    ["/cases/values", (ids: object) => ({ selection: ids })],
    ["/cases/list", (ids: object) => ({ selection: ids })],
    ["/cases/actions", (ids: object) => ({ action: "cancel", selection: ids, dryRun: true })],
  ] as const) {
    for (const [mine, none] of [
      [{ ids: [foreign] }, { ids: [MISSING] }],
      [{ projectId: scene.projectId }, { projectId: MISSING }],
    ]) {
      const ask = async (ids: object) => {
        const { status, text } = await call(otherInstaller, "POST", `/api/v1${path}`, { body: body(ids) });
        return [
          status,
          text.replaceAll(foreign, "ID").replaceAll(scene.projectId, "ID").replaceAll(MISSING, "ID"),
        ];
      };
      expect([path, ...(await ask(mine as object))]).toEqual([path, ...(await ask(none as object))]);
    }
  }
});

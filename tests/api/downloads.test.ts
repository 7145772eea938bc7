import { call, worldOf } from "../support/api-client";
import { aForm, aScene, aWorkbook } from "../support/api-scene";
import { FIELDS } from "../support/factories";

const world = worldOf(__filename);
const { installer, dso } = world.people;

/** Odd and even lengths put either half of an emoji at every place where a name might be cut. */
const NAMES = [
  `${"x".repeat(59)}${"💡".repeat(61)}`,
  `${"x".repeat(60)}${"💡".repeat(60)}`,
  "💡".repeat(120),
];

test.each(NAMES)("a name of emojis can be downloaded by both sides: %s", async (name) => {
  const { projectId, groupId } = await aScene(world, 1);
  for (const path of [`/api/v1/projects/${projectId}`, `/api/v1/groups/${groupId}`]) {
    expect((await call(installer, "PATCH", path, { body: { name } })).status).toBe(200);
  }
  for (const who of [installer, dso]) {
    for (const path of [
      `/api/v1/projects/${projectId}/export.xlsx`,
      `/api/v1/groups/${groupId}/template.xlsx`,
    ]) {
      const { status, headers } = await call(who, "GET", path);
      expect([path, status]).toEqual([path, 200]);
      const given = /filename\*=UTF-8''(\S+)$/.exec(headers.get("content-disposition") ?? "")?.[1] ?? "";
      expect(decodeURIComponent(given)).toMatch(/^x*💡+\.xlsx$/u);
    }
  }
});

test("an upload whose own name is cut inside an emoji is created, left out and undone as any other", async () => {
  const { groupId } = await aScene(world, 0);
  const form = aForm(null, { fields: FIELDS.apartment, acceptWarnings: "true", onError: "skip" });
  const bad = `${"x".repeat(199)}💡`;
  form.set(
    "file",
    aWorkbook([
      ["Nygade", 1, 2740],
      ["Nygade", bad, 2740],
    ]),
    `${bad}.xlsx`,
  );
  const made = await call(installer, "POST", `/api/v1/groups/${groupId}/import`, { raw: form });
  expect([made.status, made.body.created]).toEqual([200, 1]);
  const path = `/api/v1/operations/${made.body.operationId}`;
  expect((await call(installer, "GET", path)).body.leftOutRows).toBe(1);
  expect((await call(installer, "GET", `${path}/errors.xlsx`)).status).toBe(200);
  expect((await call(installer, "GET", `${path}/report.xlsx`)).status).toBe(200);

  // The link of a page gives a file in the page's language, whatever the browser prefers.
  const nameFor = (headers: Record<string, string>) =>
    call(installer, "GET", `${path}/report.xlsx`, { headers }).then((answer) =>
      answer.headers.get("content-disposition"),
    );
  const link = { "upgrade-insecure-requests": "1", "accept-language": "en" };
  expect(await nameFor(link)).toContain("rapport-");
  expect(await nameFor({ ...link, cookie: "locale=en" })).toContain("report-");
  expect(await nameFor({ "accept-language": "en" })).toContain("report-");
});

test("downloads that nobody waits for any more keep no place that the next one needs", async () => {
  const { projectId } = await aScene(world, 1);
  const path = `/api/v1/projects/${projectId}/export.xlsx`;
  const gone = Array.from({ length: 10 }, async (_, i) => {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 10 * (i + 1));
    await call(installer, "GET", path, { signal: leaving.signal }).catch(() => {});
  });
  await Promise.all(gone);
  const start = Date.now();
  expect((await call(installer, "GET", path)).status).toBe(200);
  expect(Date.now() - start).toBeLessThan(30_000);
}, 90_000);

import { readJson, readUpload } from "@/lib/web/request-body";

/** A key stands for one request; what tells two of them apart is in the hash. */
const json = async (path: string, method: string, body: string) =>
  (
    await readJson(
      new Request(`http://localhost${path}`, {
        method,
        body,
        headers: { "content-type": "application/json" },
      }),
    )
  ).hash;

const upload = async (path: string, bytes: string, fields: Record<string, string> = {}) => {
  const form = new FormData();
  form.set("file", new File([bytes], "a.csv"));
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  return (await readUpload(new Request(`http://localhost${path}`, { method: "POST", body: form }))).hash;
};

test("the same words to the same place are the same request", async () => {
  expect(await json("/api/v1/a", "POST", '{"a":1}')).toBe(await json("/api/v1/a", "POST", '{"a":1}'));
  // Each form has a boundary of its own.
  expect(await upload("/api/v1/a", "x", { mode: "check" })).toBe(
    await upload("/api/v1/a", "x", { mode: "check" }),
  );
});

test("another address, method, body, file or field is another request", async () => {
  const hashes = await Promise.all([
    json("/api/v1/groups/1/cases", "POST", '{"a":1}'),
    json("/api/v1/groups/2/cases", "POST", '{"a":1}'),
    json("/api/v1/groups/1/cases", "PUT", '{"a":1}'),
    json("/api/v1/groups/1/cases", "POST", '{"a":2}'),
    upload("/api/v1/groups/1/import", "Vejnavn;Husnr."),
    upload("/api/v1/groups/2/import", "Vejnavn;Husnr."),
    upload("/api/v1/groups/1/import", "Vejnavn;Husnr,"),
    upload("/api/v1/groups/1/import", "Vejnavn;Husnr.", { mode: "check" }),
    upload("/api/v1/groups/1/import", "Vejnavn;Husnr.", { mode: "commit" }),
    upload("/api/v1/groups/1/import", "Vejnavn;Husnr.", { onError: "check" }),
  ]);
  expect(new Set(hashes).size).toBe(hashes.length);
});

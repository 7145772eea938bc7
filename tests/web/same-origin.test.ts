import { isSameOrigin } from "@/lib/front/same-origin.mjs";

const HERE = { host: "projekter.example:3000" };
const judged = (headers: Record<string, string>, address?: string) =>
  isSameOrigin((name: string) => ({ ...HERE, ...headers })[name], address);

test("a browser's own word decides; without it scheme, host and port of the origin", () => {
  expect(judged({})).toBe(true);
  expect(judged({ "sec-fetch-site": "same-origin" })).toBe(true);
  for (const site of ["cross-site", "same-site", "none", ""])
    expect(judged({ "sec-fetch-site": site })).toBe(false);
  expect(judged({ origin: "http://projekter.example:3000" })).toBe(true);
  for (const origin of [
    "https://projekter.example:3000",
    "http://projekter.example",
    "http://projekter.example:3001",
    "http://ond.example",
    "ftp://projekter.example:3000",
    "projekter.example:3000",
    "null",
    "",
    "[",
  ]) {
    expect([origin, judged({ origin })]).toEqual([origin, false]);
  }
});

test("behind a proxy the address people use is the one that was set, or the one a trusted proxy tells", () => {
  const origin = "https://projekter.dk";
  expect(judged({ origin })).toBe(false);
  expect(judged({ origin }, "https://projekter.dk/")).toBe(true);
  expect(judged({ origin: "http://projekter.dk" }, "https://projekter.dk")).toBe(false);
  expect(judged({ origin, "x-forwarded-host": "projekter.dk", "x-forwarded-proto": "https" })).toBe(true);
  expect(judged({ origin, "x-forwarded-host": "projekter.dk" })).toBe(false);
});

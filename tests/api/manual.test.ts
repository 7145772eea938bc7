/** The manual as it is built and served: every link leads somewhere, nobody needs an account, and what its search finds. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { facts } from "../support/api-client";

const FOLDER = "public/manual";
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
const pages = files.filter((name) => name.endsWith(".html"));
const textOf = (page: string) => readFileSync(`${FOLDER}/${page}`, "utf8");
const once = globalThis.apiServer === "embedded" ? test : test.skip;

once("every link, anchor and picture in the manual leads somewhere", () => {
  expect(pages.length).toBeGreaterThan(80);
  const idsOf = new Map(
    pages.map((page) => [page, new Set([...textOf(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
  );
  const broken = pages.flatMap((page) =>
    [...textOf(page).matchAll(/ (?:href|src|data-index)="([^"]*)"/g)].flatMap(([, address = ""]) => {
      if (/^(?:https?:|mailto:)/.test(address) || address === "/" || address === "/icon.svg") return [];
      const [path = "", anchor] = address.split("#");
      const target = path === "" ? page : path.replace("/manual/", "");
      const isThere = existsSync(`${FOLDER}/${target}`) && (path === "" || path.startsWith("/manual/"));
      return isThere && (anchor === undefined || idsOf.get(target)?.has(anchor))
        ? []
        : [`${page}: ${address}`];
    }),
  );
  expect(broken).toEqual([]);
});

once(
  "every page of the manual is served to everybody, with a policy that allows its own files alone",
  async () => {
    const { url } = facts();
    for (const name of [
      "da/index.html",
      "en/docs/operations.html",
      "site.js",
      "site.css",
      "da/search.json",
    ]) {
      const answer = await fetch(`${url}/manual/${name}`, { redirect: "manual" });
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect([name, answer.status]).toEqual([name, 200]);
      expect(policy).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      );
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
    // Which would keep the pages from anything of this kind.
    const inline = pages.filter((page) =>
      /<script(?![^>]* src=)|<style|<[^>]+ (?:style|on\w+)=/.test(textOf(page)),
    );
    expect(inline).toEqual([]);
    // What is no file of it is a page of the application, with the application's policy.
    const missing = await fetch(`${url}/manual/da/nothing.html`);
    expect([missing.status, missing.headers.get("content-security-policy")]).toEqual([
      404,
      expect.stringContaining("'strict-dynamic'"),
    ]);
    const places = ["locale=en", "locale=da", ""].map(async (cookie) => {
      const answer = await fetch(`${url}/manual`, { redirect: "manual", headers: { cookie } });
      return answer.headers.get("location");
    });
    expect(await Promise.all(places)).toEqual([
      "/manual/en/index.html",
      "/manual/da/index.html",
      "/manual/da/index.html",
    ]);
  },
);

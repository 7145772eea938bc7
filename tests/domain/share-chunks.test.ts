import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const CODE = 'module.exports=[1,e=>{e.s(["z",0,1])}];\n';
const chunk = (name: string, code = CODE) => `${code}\n//# sourceMappingURL=${name}.map`;
const route = (...names: string[]) => names.map((name) => `R.c("server/chunks/${name}")`).join("\n");

test("one of the files with the same code is kept, and named in place of the others", async () => {
  const { shareChunks } = await import("../../scripts/share-chunks.mjs");
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const name of ["[root]__1._.js", "[root]__2._.js", "lib_3._.js"]) {
    write(`server/chunks/${name}`, chunk(name));
    write(`server/chunks/${name}.map`, "{}");
  }
  write("server/chunks/other._.js", chunk("other._.js", "module.exports=[2];\n"));
  write("server/chunks/ssr/same._.js", chunk("same._.js"));
  write("server/app/a/route.js", route("[root]__1._.js", "other._.js"));
  write("server/app/b/route.js", route("[root]__2._.js", "lib_3._.js"));
  write("server/app/b/route.js.nft.json", JSON.stringify({ files: ["../../chunks/lib_3._.js"] }));

  expect(shareChunks(folder)).toBe(2);
  expect(readdirSync(join(folder, "server/chunks")).sort()).toEqual(
    ["[root]__1._.js", "[root]__1._.js.map", "other._.js", "ssr"].sort(),
  );
  expect(readdirSync(join(folder, "server/chunks/ssr"))).toEqual(["same._.js"]);
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  expect(read("server/app/a/route.js")).toBe(route("[root]__1._.js", "other._.js"));
  expect(read("server/app/b/route.js")).toBe(route("[root]__1._.js", "[root]__1._.js"));
  expect(read("server/app/b/route.js.nft.json")).toContain("../../chunks/[root]__1._.js");
  rmSync(folder, { recursive: true });
});

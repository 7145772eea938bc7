/** Settings of the manual's generator, Eleventy: which files it shows, where, and how their links are written. */
import { buildSync } from "esbuild";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { decisions, LANGUAGES, menuIn, OUTSIDE, placeOf, ROOT, titleOf } from "./contents.mjs";
import { sectionsOf } from "./sections.mjs";

const OUTPUT = "public/manual";
const WORDS = {
  da: {
    manual: "Manual",
    menu: "Indhold",
    search: "Søg i manualen",
    skip: "Spring til indhold",
    app: "Til Projekter",
    other: "English",
    next: "Næste",
    previous: "Forrige",
    nothing: "Intet passer. Prøv med færre eller andre ord.",
    found: "fundet",
    table: "Tabel",
  },
  en: {
    manual: "Manual",
    menu: "Contents",
    search: "Search the manual",
    skip: "Skip to content",
    app: "To Projekter",
    other: "Dansk",
    next: "Next",
    previous: "Previous",
    nothing: "Nothing matches. Try fewer or other words.",
    found: "found",
    table: "Table",
  },
};

/** The file of the repository behind what the generator calls it. */
const sourceOf = (inputPath) => {
  const path = inputPath.replace(/^\.\//, "");
  return OUTSIDE.includes(path.replace(/^docs\//, "")) ? path.replace(/^docs\//, "") : path;
};
const languageOf = (file) => (file.startsWith("docs/manual/da/") ? "da" : "en");

/** An address in a file as the site has it; a link to what is not there ends the build. */
function addressOf(given, file) {
  if (/^(https?:|mailto:|#|\/)/.test(given)) return given;
  const [path, anchor] = given.split("#");
  let target = posix.join(posix.dirname(file), path);
  if (target.endsWith("/")) target += "README.md";
  if (!existsSync(target) && target !== "docs/adr/README.md")
    throw new Error(`${file} links to ${given}, which is not there`);
  // Everything else that files name, the licence alone so far, is no page.
  if (!/\.(md|webp)$/.test(target)) return undefined;
  return `${ROOT}${placeOf(target)}${anchor ? `#${anchor}` : ""}`;
}

/** As GitHub makes them, so that the files' own anchors lead somewhere in both places. */
const slugOf = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

function changeTokens(md) {
  md.core.ruler.push("manual", ({ tokens, env }) => {
    const file = sourceOf(env.page.inputPath);
    const seen = new Map();
    for (const [at, token] of tokens.entries()) {
      if (token.type === "heading_open") {
        const slug = slugOf(tokens[at + 1].children.map(({ content }) => content).join(""));
        const count = seen.get(slug) ?? 0;
        seen.set(slug, count + 1);
        token.attrSet("id", count > 0 ? `${slug}-${count}` : slug);
      }
      for (const child of token.children ?? []) {
        if (child.type === "link_open") {
          const address = addressOf(child.attrGet("href"), file);
          if (address) child.attrSet("href", address);
          else child.attrs = [];
        }
        if (child.type === "image") {
          child.attrSet("src", addressOf(child.attrGet("src"), file));
          child.attrSet("loading", "lazy");
        }
      }
    }
  });
  // Wide tables and code scroll in themselves, for the keyboard as well.
  md.renderer.rules.table_open = (_tokens, _at, _options, env) =>
    `<div class="scroll" tabindex="0" role="group" aria-label="${WORDS[languageOf(sourceOf(env.page.inputPath))].table}"><table>`;
  md.renderer.rules.table_close = () => "</table></div>";
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (...given) => fence(...given).replace("<pre", '<pre tabindex="0"');
}

/** The colours of the application's own pages. */
function palette() {
  const css = readFileSync("app/globals.css", "utf8");
  const [begin, end] = [css.indexOf(":root {"), css.indexOf("@theme inline")];
  if (begin < 0 || end < begin) throw new Error("app/globals.css no longer has its colours before its theme");
  return css.slice(begin, end);
}

export default function configure(eleventy) {
  eleventy.amendLibrary("md", (md) => changeTokens(md));
  for (const name of OUTSIDE) eleventy.addTemplate(name, readFileSync(name, "utf8"));
  eleventy.addTemplate(
    "adr/README.md",
    `# Decisions\n\n${decisions()
      .map((file) => `- [${titleOf(file)}](${posix.basename(file)})`)
      .join("\n")}\n`,
  );
  for (const language of LANGUAGES)
    eleventy.addPassthroughCopy({ [`docs/manual/${language}/pictures`]: `${language}/pictures` });
  eleventy.addGlobalData("layout", "page.njk");
  eleventy.addGlobalData("permalink", () => (data) => placeOf(sourceOf(data.page.inputPath)));
  eleventy.addGlobalData("eleventyComputed", {
    site: (data) => siteOf(sourceOf(data.page.inputPath)),
  });
  eleventy.on("eleventy.after", ({ results }) => {
    for (const language of LANGUAGES) {
      const own = results.filter(({ url }) => url.startsWith(`/${language}/`) || url.startsWith("/en/docs/"));
      const sections = own.flatMap(({ url, content }) => sectionsOf(`${ROOT}${url}`, content));
      write(`${language}/search.json`, JSON.stringify(sections));
    }
    write("site.css", palette() + readFileSync("scripts/manual/site.css", "utf8"));
    buildSync({
      entryPoints: ["scripts/manual/site.mjs"],
      outfile: join(OUTPUT, "site.js"),
      bundle: true,
      minify: true,
      format: "iife",
    });
  });
  return {
    dir: { input: "docs", includes: "../scripts/manual", output: OUTPUT },
    // The files are Markdown and nothing else: braces in them are theirs.
    markdownTemplateEngine: false,
    templateFormats: ["md"],
  };
}

function write(name, text) {
  mkdirSync(dirname(join(OUTPUT, name)), { recursive: true });
  writeFileSync(join(OUTPUT, name), text);
}

/** What the layout needs to know of a page. */
function siteOf(file) {
  const language = languageOf(file);
  const menu = menuIn(language).map(({ title, files }) => ({
    title,
    // The record of the decisions stands under their list.
    pages: files.map((one) => ({
      title: titleOf(one),
      href: `${ROOT}${placeOf(one)}`,
      isHere: one === file,
      isEnglish: language === "da" && languageOf(one) === "en",
    })),
  }));
  const pages = menu.flatMap((section) => section.pages);
  const at = pages.findIndex(({ isHere }) => isHere);
  const other = language === "da" ? "en" : "da";
  const twin = file.replace(`docs/manual/${language}/`, `docs/manual/${other}/`);
  return {
    root: ROOT,
    language,
    words: WORDS[language],
    title: titleOf(file),
    menu,
    isStart: file === `docs/manual/${language}/index.md`,
    previous: at > 0 ? pages[at - 1] : undefined,
    next: at >= 0 ? pages[at + 1] : undefined,
    other: { language: other, href: `${ROOT}${twin === file ? `/${other}/index.html` : placeOf(twin)}` },
  };
}

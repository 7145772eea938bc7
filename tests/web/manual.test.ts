/** The manual's files (docs/manual) against the application: both languages, every page's help, the words of the buttons. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { HELP_PAGES, helpFor } from "@/components/shell/help-pages";
import { LOCALES, type Locale, messagesFor } from "@/lib/messages";
import { ROLES } from "@/lib/domain/vocabulary";

const FOLDER = "docs/manual";
const textOf = (locale: Locale, page: string) => readFileSync(join(FOLDER, locale, page), "utf8");
const pagesIn = (locale: Locale) =>
  readdirSync(join(FOLDER, locale), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort();
const pages = pagesIn("da");

test("every page is there in both languages, with the same parts and pictures", () => {
  expect(pages.length).toBeGreaterThan(25);
  expect(pagesIn("en")).toEqual(pages);
  const partsOf = (text: string) => [
    ...(text.match(/^#+(?= )/gm) ?? []),
    ...(text.match(/pictures\/[\w-]+\.webp/g) ?? []),
    `${text.match(/^\|/gm)?.length} rows`,
  ];
  for (const page of pages) {
    const [da, en] = LOCALES.map((locale) => partsOf(textOf(locale, page)));
    expect([page, en]).toEqual([page, da]);
  }
});

/** The routes of all pages, without the folders that only group them. */
const routes = readdirSync("app", { recursive: true, encoding: "utf8" })
  .filter((name) => /(^|\/)page\.tsx$/.test(name))
  .map((name) =>
    `/${name.replace(/\/?page\.tsx$/, "").replaceAll(/\([^)]*\)\/?/g, "")}`.replace(/(.)\/$/, "$1"),
  )
  .sort();

test("the question mark of every page leads to a page of the manual, for every role and language", () => {
  expect(routes).toContain("/projects/[id]/import");
  expect(Object.keys(HELP_PAGES).sort()).toEqual(routes);
  for (const route of routes) {
    for (const role of [...ROLES, null]) {
      for (const locale of LOCALES) {
        const address = helpFor(
          route.replaceAll(/\[\w+\]/g, "00000000-0000-4000-8000-000000000000"),
          role,
          locale,
        );
        const file = address.replace("/manual/", `${FOLDER}/`).replace(/html$/, "md");
        expect([route, role, existsSync(file) ? "there" : file]).toEqual([route, role, "there"]);
      }
    }
  }
  expect(helpFor("/projects", "dso", "en")).toBe("/manual/en/dso/handle.html");
  expect(helpFor("/nothing/like/it", "dso", "da")).toBe("/manual/da/index.html");
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
const NEVER = "(?!)";

/** A sentence as a pattern of what can stand on the page; one that says nothing of its own would match everything. */
function patternOf(elements: readonly MessageFormatElement[]): string {
  const hasWords = elements.some(
    (one) =>
      (one.type === TYPE.literal && /\p{L}/u.test(one.value)) ||
      one.type === TYPE.select ||
      one.type === TYPE.plural ||
      one.type === TYPE.tag,
  );
  if (elements.length > 0 && !hasWords) return NEVER;
  return elements
    .map((one): string => {
      if (one.type === TYPE.literal) return escaped(one.value);
      if (one.type === TYPE.pound || one.type === TYPE.number) return "[\\d.,]+";
      if (one.type === TYPE.tag) return patternOf(one.children);
      if (one.type === TYPE.select || one.type === TYPE.plural)
        return `(?:${Object.values(one.options)
          .map(({ value }) => patternOf(value))
          .join("|")})`;
      return ".+";
    })
    .join("");
}

const sentencesIn = (messages: object): string[] =>
  Object.values(messages).flatMap((one) => (typeof one === "string" ? [one] : sentencesIn(one)));

test.each(LOCALES)("what the manual quotes is what the application says (%s)", (locale) => {
  const patterns = sentencesIn(messagesFor(locale)).map((sentence) => patternOf(parse(sentence)));
  // The file's own name comes in where the manual has dots.
  const says = new RegExp(`^(?:${patterns.filter((one) => one !== NEVER).join("|")})$`, "u");
  expect(says.test("Opret 240 sager") || says.test("Create 240 cases")).toBe(true);
  expect(says.test("Opret en kaffe")).toBe(false);
  const unknown = pages.flatMap((page) =>
    [...textOf(locale, page).matchAll(/»([^«]+)«/g)]
      .map(([, quoted = ""]) => quoted.replaceAll(/\s+/g, " "))
      // What stands in a cell, and not on the page.
      .filter((quoted) => /\p{L}/u.test(quoted) && !says.test(quoted))
      .map((quoted) => `${page}: ${quoted}`),
  );
  expect(unknown).toEqual([]);
});

/** What the manual holds, in the order of its menu (docs/adr/0036). */
import { readdirSync, readFileSync } from "node:fs";

export const LANGUAGES = ["da", "en"];
export const ROOT = "/manual";

/** Pages in both languages: docs/manual/{da,en}/ID/PAGE.md. */
const WRITTEN = [
  {
    id: "common",
    title: { da: "For alle", en: "For everybody" },
    pages: [
      "log-in",
      "select",
      "actions",
      "undo",
      "case",
      "work",
      "search",
      "news",
      "print-and-export",
      "profile",
    ],
  },
  {
    id: "installer",
    title: { da: "Installatør", en: "Installer" },
    pages: ["first-project", "addresses", "import-errors", "rejected", "meter"],
  },
  {
    id: "dso",
    title: { da: "Netselskab", en: "Grid company" },
    pages: ["handle", "reject", "meters", "hand-over"],
  },
  {
    id: "administrator",
    title: { da: "Administrator", en: "Administrator" },
    pages: [
      "start",
      "companies",
      "users",
      "areas",
      "projects",
      "mail",
      "retention",
      "log",
      "operations",
      "webhooks",
    ],
  },
];
export const ROLE_PAGES = WRITTEN.flatMap(({ id, pages }) => pages.map((page) => `${id}/${page}`));

/** What the repository holds for those who run and build the system, in English. */
const SHOWN = [
  {
    title: { da: "Drift (engelsk)", en: "Operators" },
    files: ["README.md", "docs/operations.md", "docs/scale.md", "docs/upgrading.md", "docs/security.md"],
  },
  {
    title: { da: "Udvikling (engelsk)", en: "Developers" },
    files: [
      "docs/api.md",
      "docs/architecture.md",
      "docs/rules.md",
      "docs/glossary.md",
      "CONTRIBUTING.md",
      "CHANGELOG.md",
      "docs/proofs.md",
      "docs/mutation.md",
      "docs/adr/README.md",
    ],
  },
];

/** Outside docs/, where the generator finds no files of its own. */
export const OUTSIDE = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];

export const decisions = () =>
  readdirSync("docs/adr")
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map((name) => `docs/adr/${name}`);

/** The first heading of a file. */
export const titleOf = (file) =>
  file === "docs/adr/README.md"
    ? "Decisions"
    : /^# (.*)$/m.exec(readFileSync(file, "utf8"))[1].replaceAll("`", "");

/** Where a file of the repository stands in the site, under ROOT. */
export function placeOf(file) {
  const own = /^docs\/manual\/(.*)$/.exec(file);
  if (own) return `/${own[1].replace(/\.md$/, ".html")}`;
  return `/en/docs/${file.replace(/^docs\//, "").replace(/\.md$/, ".html")}`;
}

/** The menu in a language: its sections with their files. */
export const menuIn = (language) => [
  ...WRITTEN.map(({ id, title, pages }) => ({
    title: title[language],
    files: pages.map((page) => `docs/manual/${language}/${id}/${page}.md`),
  })),
  ...SHOWN.map(({ title, files }) => ({ title: title[language], files })),
];

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NEWS, NEWS_ACTIONS, toldOf } from "@/lib/domain/news";
import { RULES } from "@/lib/domain/actions/rules";
import { OPERATIONS } from "@/lib/domain/operations";
import { ACTIONS, ROLES } from "@/lib/domain/vocabulary";
import { LOCALES, translator } from "@/lib/messages";
import { newsSentence } from "@/lib/messages/news";

/** Kept by hand; a change of who is told shows up here as a diff. */
const GOLDEN = readFileSync(join(__dirname, "news.golden.txt"), "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => {
    const [action = "", ...cells] = line.trim().split(/\s+/);
    return { action, cells };
  });

test("the golden grid names every action, and what creates or changes cases beside them", () => {
  const named = GOLDEN.map(({ action }) => action);
  expect(new Set(named).size).toBe(named.length);
  expect(named).toEqual(expect.arrayContaining([...ACTIONS, ...Object.keys(NEWS)]));
  for (const action of named) expect(Object.keys(OPERATIONS)).toContain(action);
});

test.each(GOLDEN)("$action", ({ action, cells }) => {
  const told = ROLES.map((role) => toldOf(action, role));
  expect(told.map((one) => (one ? `${one.side}:${one.kind}${one.orAll ? ":all" : ""}` : "-"))).toEqual(cells);
});

test("nobody is told of what a role cannot do", () => {
  for (const action of ACTIONS)
    for (const role of ROLES)
      if (toldOf(action, role))
        expect([action, Object.keys(RULES[action].from)]).toEqual([action, expect.arrayContaining([role])]);
});

test.each(["toString", "gone", "create_project"])("what is no news is told nobody: %s", (action) => {
  expect(ROLES.map((role) => toldOf(action, role))).toEqual([null, null, null]);
});

test("a sentence says who, what, how many and where", () => {
  const told = {
    action: "report_ready_for_meter",
    by: "Elfirma Nord",
    count: 120,
    projects: 1,
    project: "Bygaden",
  } as const;
  const [da, en] = [translator("da"), translator("en")];
  expect(newsSentence(da, told)).toBe("Elfirma Nord har meldt 120 sager klar til måler i Bygaden");
  expect(newsSentence(en, told)).toBe("Elfirma Nord has reported 120 cases ready for meter in Bygaden");
  expect(newsSentence(da, { ...told, action: "create_cases", count: 2000, projects: 3, project: null })).toBe(
    "Elfirma Nord har oprettet 2.000 sager i 3 projekter",
  );
  expect(newsSentence(da, { ...told, action: "change_handler", by: null, count: 1 })).toBe(
    "En administrator har givet dig ansvaret for 1 sag i Bygaden",
  );
});

test.each(LOCALES)("every notice has its sentence: %s", (locale) => {
  for (const action of NEWS_ACTIONS) {
    const sentence = newsSentence(translator(locale), {
      action,
      by: "B",
      count: 2,
      projects: 1,
      project: "P",
    });
    expect([action, sentence]).toEqual([action, expect.stringMatching(/^B [^{}]*[a-zæøå0-9P]$/)]);
  }
});

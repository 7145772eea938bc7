import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import compile from "icu-minify/compile";
import { formats, messagesFor, messagesForPages } from "@/lib/messages";

/** Every sentence with its path. */
function sentencesOf(messages: object, path: string): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}.${key}`, value]] : sentencesOf(value, `${path}.${key}`),
  ) as [string, string][];
}

test("a date in a sentence has one of our styles: precompiled sentences know no others", () => {
  const styled = (["da", "en"] as const).flatMap((locale) =>
    sentencesOf(messagesFor(locale), locale).flatMap(([path, sentence]) =>
      [...sentence.matchAll(/\{\s*\w+\s*,\s*(?:date|time)\s*(?:,\s*([^}\s]+)\s*)?\}/g)].map(
        ([, style]): [string, string | undefined] => [path, style],
      ),
    ),
  );
  expect(styled.length).toBeGreaterThan(0);
  expect(styled.filter(([, style]) => !style || !(style in formats.dateTime))).toEqual([]);
});

test.each(["da", "en"] as const)("the build can compile every sentence: %s", (locale) => {
  const broken = sentencesOf(messagesFor(locale), locale).flatMap(([path, sentence]) => {
    try {
      compile(sentence);
      return [];
    } catch (error) {
      return [`${path}: ${String(error)}`];
    }
  });
  expect(broken).toEqual([]);
  expect(() => compile("{a, select, b {1} b {2} other {3}}")).toThrow();
});

test.each(["da", "en"] as const)(
  "pages carry every sentence but those of mails and of the examination: %s",
  (locale) => {
    const { mail, operating, ...others } = messagesFor(locale);
    for (const left of [mail, operating]) expect(Object.keys(left).length).toBeGreaterThan(0);
    expect(messagesForPages(locale)).toEqual(others);
    expect(readFileSync("app/layout.tsx", "utf8")).toContain("messages={messagesForPages(locale)}");
  },
);

test("no page asks for a sentence of a mail or of the examination", () => {
  const files = ["app", "components"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(100);
  const asking = files.filter((file) =>
    /Translations\(\s*"(mail|operating)[".]|\bt\(\s*["`](mail|operating)\./.test(readFileSync(file, "utf8")),
  );
  expect(asking).toEqual([]);
});

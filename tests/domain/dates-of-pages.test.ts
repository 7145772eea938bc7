import { LANGUAGE_TAGS, translator } from "@/lib/messages";

const at = new Date("2026-11-03T13:05:00Z");

test("pages write the day first in both languages; sentences of the API stay as they are", () => {
  const onPages = (locale: "da" | "en") => translator(locale, LANGUAGE_TAGS[locale])("domain.moment", { at });
  expect(onPages("da")).toMatch(/^03\.11\.2026.*14\.05$/);
  expect(onPages("en")).toMatch(/^03\/11\/2026.*14:05$/);
  expect(translator("en")("domain.moment", { at })).toMatch(/^11\/03\/2026/);
});

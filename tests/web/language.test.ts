import { languageOf } from "@/lib/front/language.mjs";

const spoken = (headers: Record<string, string>) => languageOf((name: string) => headers[name]);
const ENGLISH = { "accept-language": "en-US,en;q=0.9" };

test("what was chosen comes before everything else", () => {
  expect(spoken({ cookie: "locale=en", "accept-language": "da" })).toBe("en");
  expect(spoken({ cookie: "theme=dark; locale=da", ...ENGLISH })).toBe("da");
  expect(spoken({ cookie: "a=1; locale=en; b=2", authorization: "Bearer x" })).toBe("en");
  expect(spoken({ cookie: "mylocale=en; locale=de" })).toBe("da");
});

test("without a choice a page, its links and its own requests are Danish, whatever the browser prefers", () => {
  expect(spoken({ "sec-fetch-mode": "navigate", ...ENGLISH })).toBe("da");
  expect(spoken({ "upgrade-insecure-requests": "1", ...ENGLISH })).toBe("da");
  expect(spoken({ "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", ...ENGLISH })).toBe("da");
});

test("a program is answered in the language it asks for, else in Danish", () => {
  expect(spoken(ENGLISH)).toBe("en");
  expect(spoken({ authorization: "Bearer x", ...ENGLISH })).toBe("en");
  expect(spoken({ authorization: "Bearer x", "sec-fetch-site": "same-origin", ...ENGLISH })).toBe("en");
  expect(spoken({ "accept-language": "da, en;q=0.8" })).toBe("da");
  expect(spoken({ "accept-language": "de" })).toBe("da");
  expect(spoken({})).toBe("da");
});

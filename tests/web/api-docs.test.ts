import { apiMarkup } from "@/app/api/docs/markup";

let made = 0;
jest.mock("@/lib/web/openapi", () => {
  const actual = jest.requireActual<{ openApi: (version: string) => unknown }>("@/lib/web/openapi");
  return {
    openApi: (version: string) => {
      made += 1;
      return actual.openApi(version);
    },
  };
});

test("the API's page is made once for each language, however often it is asked for", () => {
  const danish = apiMarkup("da");
  for (let i = 0; i < 24; i += 1) expect(apiMarkup("da") === danish).toBe(true);
  const english = apiMarkup("en");
  for (let i = 0; i < 24; i += 1) apiMarkup("en");
  expect(made).toBe(2);
  for (const markup of [danish, english]) {
    expect(markup).toContain("/api/v1/projects/{id}/export.xlsx");
    expect(markup).toContain('id="schema-Case"');
  }
  expect(danish).toContain("Svar");
  expect(english).toContain("Answers");
});

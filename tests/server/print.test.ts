import { BY_ADDRESS, casesToPrint, PRINT_PAGE } from "@/lib/server/cases/case-list";
import { createGroup } from "@/lib/server/projects/groups";
import { aProjectWithCases, ctxOf, NOW, someCases } from "../support/factories";

jest.setTimeout(30_000);

test("a long list is printed page by page: each case once, group by group, no page longer than a thousand", async () => {
  const { installer, projectId, cases } = await aProjectWithCases(700);
  // Made a minute after the first, which is what the order of the groups goes by.
  const later = ctxOf(installer, new Date(NOW.getTime() + 60_000));
  const { id: second } = await createGroup(later, projectId, { name: "Butikker", caseType: "business" });
  const more = await someCases(installer, second, "business", 401);
  const page = (wanted: number, filter = {}) =>
    casesToPrint(ctxOf(installer), projectId, filter, BY_ADDRESS, wanted);
  const pages = [await page(1), await page(2)];
  expect(PRINT_PAGE).toBe(1_000);
  expect(pages.map((one) => [one.page, one.pages, one.cases.length])).toEqual([
    [1, 2, 1_000],
    [2, 2, 101],
  ]);
  expect(pages.flatMap((one) => one.cases.map(({ id }) => id))).toEqual(
    [...cases, ...more].map(({ id }) => id),
  );
  expect(pages[1]?.counts).toMatchObject({ total: 1_101, countsByGroup: { [second]: { submitted: 401 } } });
  // What is no page is the nearest one.
  for (const [wanted, shown] of [
    [0, 1],
    [-3, 1],
    [Number.NaN, 1],
    [Infinity, 2],
    [1.9, 1],
    [99, 2],
  ] as const) {
    expect((await page(wanted)).page).toBe(shown);
  }
  expect(await page(1, { group: [second] })).toMatchObject({ pages: 1, cases: { length: 401 } });
  expect(await page(7, { q: ["findes ikke"] })).toMatchObject({ page: 1, pages: 1, cases: [] });
});

import { sql } from "drizzle-orm";
import { cases, projects } from "@/db/schema";
import { folded } from "@/lib/domain/addresses/spelling";
import { parseSearch, type SearchedCase, searchMatcher } from "@/lib/domain/search";
import { allCases } from "@/lib/server/cases/case-list";
import { addCases } from "@/lib/server/imports/import";
import { hitsInProject, matchesSearch, mayFind } from "@/lib/server/kernel/search";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";
import { testDb } from "../support/database";
import { aProject, aGroup, aWorld, ctxOf, FIELDS } from "../support/factories";
import { drawn } from "../support/drawn";
import { SEARCH_EXAMPLES, SEARCHED, type SearchedName } from "../support/search-examples";
import { storedCases } from "../support/searched-cases";

const ADDRESSES = [
  ["Pupilgade", "1", "2", "tv", "AB 7"],
  ["Pupilgade", "2", "st", "tv", "R-0012"],
  ["Pupilgade", "2A", "1", "th", "R-0013"],
  ["Pupilgade", "12", "3", "tv", "R-0014"],
  ["Pupilgade", "20", "", "", "R-0015"],
  ["Haveforeningen 7", "30", "", "", "R-0016"],
  ["Østervej", "61", "1", "tv", "R-0017"],
  ["Østervej", "61", "st", "th", "R-0018"],
  ["Østervej", "61B", "st", "tv", "R-0019"],
] as const;

test.each([
  ["Pupilgade 2", ["2", "2A"]],
  ["pupilgade 2a", ["2A"]],
  ["Pupilgade 12, 3. tv", ["12"]],
  ["Pupilgade 1, 2. tv, 2740 Skovlunde", ["1"]],
  ["Haveforeningen 7", ["30"]],
  ["Haveforeningen 7 30", ["30"]],
  ["2740 Pupilgade", ["1", "2", "2A", "12", "20"]],
  ["AB 7", ["1"]],
  ["R-0013", ["2A"]],
  ["2 tv", ["1", "2"]],
  ["61 st tv", ["61B"]],
  ["Østervej st", ["61", "61B"]],
  ["Øst", ["61", "61", "61B"]],
  ["27", ["1", "2", "2A", "12", "20", "30", "61", "61", "61B"]],
  ["Pupilgade 3", []],
  ["  ", ["1", "2", "2A", "12", "20", "30", "61", "61", "61B"]],
])("»%s« finds the houses it names: %j", async (q, houses) => {
  const { installer, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  const groupId = await aGroup(installer, projectId, "apartment");
  await addCases(ctxOf(installer), groupId, {
    fields: FIELDS.apartment,
    addresses: ADDRESSES.map(([street, houseNo, floor, door, reference]) => ({
      street,
      houseNo,
      floor,
      door,
      reference,
      postcode: "2740",
    })),
    acceptWarnings: true,
  });
  const found = await allCases(ctxOf(installer), projectId, { q: [q] }, 100);
  expect(found.map((row) => row.addressParts.houseNo).sort()).toEqual([...houses].sort());
});

describe("the database finds what the examples say", () => {
  const names = Object.keys(SEARCHED) as SearchedName[];
  let scene: Awaited<ReturnType<typeof storedCases>>;
  beforeAll(async () => {
    scene = await storedCases(Object.values(SEARCHED));
  });

  test.each(SEARCH_EXAMPLES)("»%s« finds %j and nothing else", async (q, finds) => {
    const found = await allCases(ctxOf(scene.installer), scene.projectId, { q: [q] }, 100);
    expect(found.map(({ id }) => names[scene.ids.indexOf(id)]).sort()).toEqual([...finds].sort());
  });
});

/** Drawn by a fixed seed: the same cases and searches at every run, rich in what the rules look at. */
test("the database and the predicate agree on cases and searches nobody has thought of", async () => {
  const { oneOf, upTo } = drawn(20_261_124);
  const WORDS =
    "Bygaden Østergade ØST Aagade Ågade Alléen ALLÉ Müllers Vej st Stien Thorsvej tv 7 12 a é å Ñ ñ ñu Łódź łódź".split(
      " ",
    );
  const MARKS = ["%", "_", "\\", "'", '"', "(", "*", ".", "-", "/", "ſ", "K", "İ", "ß", "Я", "я", "😀", "–"];
  const FLOORS = ["", "st", "kl", "k2", "1", "2", "12"];
  const DOORS = ["", "tv", "th", "mf", "2-4", "12", "a1"];
  const words = (most: number) => Array.from({ length: 1 + upTo(most) }, () => oneOf(WORDS)).join(" ");
  const houseNo = () => `${1 + upTo(oneOf([20, 200]))}${oneOf(["", "", "A", "Æ", "Å"])}`;
  const rows = Array.from(
    { length: 300 },
    (_, i): SearchedCase => ({
      addressParts: {
        street: words(2),
        houseNo: houseNo(),
        floor: oneOf(FLOORS),
        door: oneOf(DOORS),
        postcode: oneOf(["2740", "8000", "1212"]),
        city: oneOf(["", "Aarhus C", "Århus", "Skovlunde", "Sæby"]),
      },
      number: 80_000 + i * 7,
      reference: oneOf([null, `${words(1)}${oneOf(MARKS)}${words(1)}`, `${oneOf(MARKS)}${upTo(300)}`]),
    }),
  );
  const piece = (): string => {
    const { addressParts, number, reference } = oneOf(rows);
    const whole = oneOf([
      ...Object.values(addressParts),
      String(number),
      reference ?? "",
      oneOf(WORDS),
      oneOf(MARKS),
    ]);
    const from = upTo(3) === 0 ? upTo(whole.length) : 0;
    const part = [...whole].slice(from, from + 1 + upTo(8)).join("");
    return oneOf([part, part, part.toLowerCase(), part.toUpperCase()]);
  };
  const { projectId, ids } = await storedCases(rows);
  let hits = 0;
  for (let i = 0; i < 200; i += 1) {
    const q = Array.from({ length: 1 + upTo(4) }, piece).join(oneOf([" ", " ", ", ", ". "]));
    const inDatabase = await rowsOf<{ id: string }>(
      testDb(),
      sql`select id from ${cases} where ${cases.projectId} = ${projectId}::uuid and ${matchesSearch(q)}`,
    );
    const [looked] = await rowsOf<{ is: boolean }>(
      testDb(),
      sql`select ${mayFind(q)} as is from projects where id = ${projectId}::uuid`,
    );
    if (inDatabase.length > 0) expect([q, looked?.is]).toEqual([q, true]);
    const inProject = await rowsOf<{ id: string }>(
      testDb(),
      sql`select distinct hits.id from projects, lateral (${hitsInProject(q, sql`projects.id`)}) hits where projects.id = ${projectId}::uuid`,
    );
    expect([q, inProject.map(({ id }) => id).sort()]).toEqual([q, inDatabase.map(({ id }) => id).sort()]);
    const found = searchMatcher(parseSearch(q));
    const here = ids.filter((_, n) => found(rows[n] as SearchedCase));
    expect([q, inDatabase.map(({ id }) => id).sort()]).toEqual([q, here.sort()]);
    hits += here.length;
  }
  expect(hits).toBeGreaterThan(200);
}, 60_000);

describe("a search in many projects", () => {
  const at = (street: string, number: number, reference: string | null = null): SearchedCase => ({
    addressParts: { street, houseNo: "10", floor: "", door: "port 3", postcode: "2740", city: "Ågerup" },
    number,
    reference,
  });
  const looksIn = async (q: string) => {
    const rows = await rowsOf<{ id: string }>(testDb(), sql`select id from ${projects} where ${mayFind(q)}`);
    return rows.map(({ id }) => id);
  };
  let one: Awaited<ReturnType<typeof storedCases>>;
  let two: typeof one;
  beforeAll(async () => {
    one = await storedCases([at("Firkløvervej", 1_234_567, "Étape 2 af 3")]);
    two = await storedCases([at("Lindealle", 2_034_560), at("Lindealle", 4_560, "R-7")]);
  });

  test.each([
    ["firkløver", [1]],
    ["Lindealle 10", [2]],
    ["2740 Aagerup", [1, 2]],
    ["port", [1, 2]],
    ["etape", [1]],
    ["étape 2 af 3", [1]],
    ["étape 2 af 4", [1]],
    ["firkløvervej lindealle", []],
    ["Engkærvej", []],
    // Numbers, whole and in part; what is too short to tell is looked for everywhere.
    ["1234567", [1]],
    ["34567", [1]],
    ["3456", [1, 2]],
    ["0345", [2]],
    ["4560", [2]],
    ["04560", []],
    ["9999", []],
    ["99999999999999999999", []],
    ["999", [1, 2]],
    ["123A", [1, 2]],
    ["R-7", [1, 2]],
  ])("»%s« is looked for in the projects %j alone", async (q, expected) => {
    const found = await looksIn(q);
    expect([one, two].flatMap(({ projectId }, i) => (found.includes(projectId) ? i + 1 : []))).toEqual(
      expected,
    );
  });

  test("a reference is found when it has been changed, also in bulk", async () => {
    expect(await looksIn("Nyborgsag")).not.toContain(two.projectId);
    await testDb().execute(
      sql`update ${cases} set fields = fields || '{"reference": "NYBORGSAG 17"}' where ${cases.projectId} = ${two.projectId}::uuid`,
    );
    expect(await looksIn("Nyborgsag")).toEqual([two.projectId]);
  });
});

test("the text that a search looks through is folded as it is here, whatever its letters", async () => {
  const [kept] = await rowsOf<{ expression: string }>(
    testDb(),
    sql`select pg_get_expr(adbin, adrelid) as expression from pg_attrdef join pg_attribute a on attrelid = adrelid and attnum = adnum
      where adrelid = 'cases'::regclass and attname = 'search_text'`,
  );
  // Each letter alone, beside Danish ones and beside foreign ones, in each part of an address.
  const letters = Array.from({ length: 0x500 - 0x20 }, (_, i) => String.fromCodePoint(0x20 + i));
  const texts = [...letters, "ﬁ", "😀", "e\u0301", "ＡＡ"].flatMap((letter) => [
    letter,
    `AA ${letter}Øaa`,
    `${letter}É`,
  ]);
  const lines = texts.flatMap((text) =>
    [0, 1, 2, 3, 4].map((place) => Array.from({ length: 5 }, (_, i) => (i === place ? text : "aA"))),
  );
  const columns = [0, 1, 2, 3, 4].map((place) => textArray(lines.map((parts) => parts[place] ?? "")));
  const found = await rowsOf<{ text: string }>(
    testDb(),
    sql`select ${sql.raw(kept?.expression ?? "")} as text from (
      select t.*, '2740' as postcode, 10001 as number from unnest(${sql.join(columns, sql`, `)})
        with ordinality as t(street, house_no, floor, door, city, n)) cases order by n`,
  );
  expect(found.map(({ text }) => text)).toEqual(
    lines.map(([street, houseNo, floor, door, city]) =>
      folded([street, houseNo, floor, door, "2740", city, "10001"].join(" ")),
    ),
  );
});

import { setPostcode } from "@/lib/server/places/postcodes";
import { readAddress } from "@/lib/domain/addresses/address";
import { insertCases } from "@/lib/server/cases/case-insert";
import type { Operation } from "@/lib/server/kernel/history";
import { nextTurn } from "@/lib/server/kernel/in-turns";
import type { Tx } from "@/lib/server/kernel/mutate";
import { addCases } from "@/lib/server/imports/import";
import { getOperation } from "@/lib/server/operations/operations";
import { addressKey } from "@/lib/domain/addresses/address-keys";
import { aGroup, aProject, aWorld, ctxOf, FIELDS, someAddresses } from "../support/factories";

jest.mock("@/lib/domain/addresses/address-keys", () => {
  const own = jest.requireActual<Record<"addressKey", typeof addressKey>>(
    "@/lib/domain/addresses/address-keys",
  );
  return { ...own, addressKey: jest.fn(own.addressKey) };
});

async function aCheck(caseType: keyof typeof FIELDS) {
  const world = await aWorld();
  const groupId = await aGroup(world.installer, await aProject(world.installer, world.gridArea), caseType);
  const answerTo = (fields: object, rows: object[]) => {
    const addresses = rows.map((row, i) => ({
      street: "Nygade",
      houseNo: String(i + 1),
      postcode: "2740",
      ...row,
    }));
    const input = { fields: { ...FIELDS[caseType], ...fields }, addresses, mode: "check" };
    return addCases(ctxOf(world.installer), groupId, input);
  };
  const check = async (fields: object, rows: object[]) => {
    const { problems, ready } = await answerTo(fields, rows);
    return { ready, told: problems.map(({ row, field, code }) => [row, field, code]) };
  };
  return { ...world, groupId, answerTo, check };
}

test("the batch's value is a default: a row with its own is not judged by it", async () => {
  const { check } = await aCheck("youth_elderly_care");
  expect(await check({ floorArea: 100 }, [{ floorArea: 50 }, {}])).toEqual({
    ready: 1,
    told: [[2, "floorArea", "floor_area_too_large"]],
  });
  expect(await check({ floorArea: 100 }, [{}, {}])).toEqual({
    ready: 0,
    told: [[null, "floorArea", "floor_area_too_large"]],
  });
  expect(await check({ connectionDate: "2026-11-01" }, [{ connectionDate: "2027-03-01" }])).toEqual({
    ready: 1,
    told: [],
  });
});

test("a direct meter is held against the amperes that a row really has", async () => {
  const { check } = await aCheck("business");
  expect(await check({ ampere: 80, meterType: "direct" }, [{ ampere: 25 }, {}])).toEqual({
    ready: 1,
    told: [[2, "meterType", "needs_transformer"]],
  });
});

test("a field of the batch that cannot be read is told once, not missed again in every row", async () => {
  const { check } = await aCheck("apartment");
  expect(await check({ customerEmail: "bad" }, [{}, {}, {}])).toEqual({
    ready: 0,
    told: [[null, "customerEmail", "not_an_email"]],
  });
});

test("the batch's faults come in the order of the form, whatever is wrong with them", async () => {
  const { check } = await aCheck("terraced_house");
  const fields = {
    payerEmail: "bad",
    customerEmail: "bad",
    serviceCable: "",
    storeys: "",
    connectionDate: "x",
  };
  expect((await check(fields, [{}])).told.map(([, field]) => field)).toEqual([
    "storeys",
    "serviceCable",
    "connectionDate",
    "customerEmail",
    "payerEmail",
  ]);
});

test("a postcode without a grid area in the administrator's table is a warning, one of another area an error", async () => {
  const { admin, otherArea, check, answerTo } = await aCheck("apartment");
  await setPostcode(ctxOf(admin), { postcode: "6201", town: "Nultrup", gridAreas: [] });
  await setPostcode(ctxOf(admin), { postcode: "6202", town: "Andetrup", gridAreas: [otherArea] });
  const rows = ["6201", "6202", "6203"].map((postcode) => ({ postcode }));
  const { problems } = await answerTo({}, rows);
  expect(problems.map(({ severity }) => severity)).toEqual(["warning", "error", "warning"]);
  expect(await check({}, rows)).toEqual({
    ready: 0,
    told: [
      [1, "postcode", "postcode_without_area"],
      [2, "postcode", "postcode_outside_grid_area"],
      [3, "postcode", "postcode_unknown"],
    ],
  });
});

test("a creation that leaves every row out is an operation that changed nothing", async () => {
  const { installer, groupId } = await aCheck("apartment");
  const input = { fields: FIELDS.apartment, addresses: [{ street: "Nygade" }], onError: "skip" };
  const { operationId, created } = await addCases(ctxOf(installer), groupId, input);
  expect(created).toBe(0);
  const report = await getOperation(ctxOf(installer), operationId ?? "");
  expect(report).toMatchObject({ action: "create_cases", requested: 1, done: 0, leftOutRows: 1 });
});

test("a check tells every address that would be created, and a creation does not", async () => {
  const world = await aWorld();
  const groupId = await aGroup(world.installer, await aProject(world.installer, world.gridArea), "apartment");
  const input = {
    fields: FIELDS.apartment,
    addresses: [
      { street: "Nygade", houseNo: "1 a", floor: "2. sal", door: "TV", postcode: 2740 },
      { street: "Nygade", houseNo: "", postcode: "2740" },
      { street: "Nygade", houseNo: "3", postcode: "2740", city: "Herlev" },
    ],
  };
  const check = await addCases(ctxOf(world.installer), groupId, { ...input, mode: "check" });
  expect(check.addresses).toEqual([
    { row: 1, address: "Nygade 1A, 2. tv, 2740 Skovlunde" },
    { row: 3, address: "Nygade 3, 2740 Herlev" },
  ]);
  const made = await addCases(ctxOf(world.installer), groupId, { ...input, onError: "skip" });
  expect([made.created, made.addresses]).toEqual([1, []]);
});

test("a statement that fails while the next is prepared is told, and ends no process", async () => {
  const failure = new Error("the connection is gone");
  const tx = { execute: () => Promise.reject(failure) } as unknown as Tx;
  const unheard = jest.fn();
  process.on("unhandledRejection", unheard);
  const { installer } = await aWorld();
  const rows = someAddresses(2_600).map((address) => ({
    address: readAddress(address).address,
    key: "",
    fields: {},
  }));
  const group = {
    id: "",
    projectId: "",
    ownerId: "",
    gridArea: "",
    dsoId: "",
    caseType: "apartment",
  } as const;
  const operation = { id: "", recorded: () => {} } as unknown as Operation;
  const made = insertCases(ctxOf(installer), tx, operation, { group, installerId: "", shared: {}, rows });
  await expect(made).rejects.toBe(failure);
  await nextTurn();
  process.off("unhandledRejection", unheard);
  expect(unheard).not.toHaveBeenCalled();
});

const told = ({ problems }: Awaited<ReturnType<typeof addCases>>) =>
  problems.map(({ row, code, severity, params }) => [row, severity, code, params]);

test("one street spelt in two ways: the same address by marks and blanks, else a warning that names the other", async () => {
  const { installer, gridArea } = await aWorld();
  const groupId = await aGroup(installer, await aProject(installer, gridArea), "apartment");
  const addAt = (postcode: string, mode: string, ...streets: string[]) =>
    addCases(ctxOf(installer), groupId, {
      fields: FIELDS.apartment,
      addresses: streets.map((street) => ({ street, houseNo: "1", postcode })),
      mode,
      acceptWarnings: true,
    });
  const add = (mode: string, ...streets: string[]) => addAt("2740", mode, ...streets);
  expect(told(await add("check", "C. F. Richs Vej", "C.F. Richs Vej"))).toEqual([
    [2, "error", "duplicate_in_file", { row: 1 }],
  ]);
  const pairs = [
    ["Søndre Allé", "Søndre Alle"],
    ["Soendergade", "Søndergade"],
    ["Sondervangen", "Søndervangen"],
    ["Brønshøj Kirkev.", "Brønshøj Kirkevej"],
    ["St. Kongensgade", "Store Kongensgade"],
    ["Ll. Strandvej", "Lille Strandvej"],
    ["N. Allé", "Nørre Allé"],
    ["Sdr. Parkvej", "Sønder Parkvej"],
    ["Kg. Georgs Vej", "Kong Georgs Vej"],
    ["Gl. Kongevej", "Gammel Kongevej"],
    ["Sct. Knuds Vej", "Sankt Knuds Vej"],
    ["Aagade", "Ågade"],
    ["Dr. Priemes Vej", "Doktor Priemes Vej"],
  ] as const;
  expect(told(await add("check", ...pairs.flat()))).toEqual(
    pairs.map(([other], i) => [2 * i + 2, "warning", "spelt_otherwise_in_file", { row: 2 * i + 1, other }]),
  );
  await add("commit", ...pairs.map(([one]) => one));
  const checked = await add("check", ...pairs.map(([, other]) => other), "aagade");
  expect(checked.problems.map(({ code, params }) => [code, params?.other])).toEqual([
    ...pairs.map(([one]) => ["spelt_otherwise_in_project", one]),
    ["spelt_otherwise_in_file", "Ågade"],
    ["duplicate_in_project", undefined],
  ]);
  const elsewhere = await addAt("4999", "check", ...pairs.map(([, other]) => other));
  expect(elsewhere.problems.filter(({ field }) => field === "street")).toEqual([]);
});

test("many spellings of one street and many rows: the warning is told without a key for each pair", async () => {
  const { installer, gridArea } = await aWorld();
  const groupId = await aGroup(installer, await aProject(installer, gridArea), "apartment");
  const add = (mode: string, addresses: { street: string; houseNo: string }[]) =>
    addCases(ctxOf(installer), groupId, {
      fields: FIELDS.apartment,
      addresses: addresses.map((address) => ({ ...address, postcode: "2740" })),
      mode,
      acceptWarnings: true,
    });
  const letters = [..."éèêë"];
  const spellings = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `R${a}n${b}sk${c}vej`)));
  await add(
    "commit",
    spellings.map((street) => ({ street, houseNo: "1" })),
  );
  jest.mocked(addressKey).mockClear();
  const rows = spellings.map((_, i) => ({ street: "Reneskevej", houseNo: String(i + 1) }));
  const checked = await add("check", rows);
  expect(jest.mocked(addressKey).mock.calls.length).toBeLessThan(10 * rows.length);
  expect(told(checked)).toEqual([
    [1, "warning", "spelt_otherwise_in_project", expect.objectContaining({ other: spellings[0] })],
  ]);
});

test("the same address in another project of the company is a warning that names it; another company's is nothing", async () => {
  const world = await aWorld();
  const { installer, colleague, otherInstaller, gridArea } = world;
  const address = { street: "Nygade", houseNo: "1", postcode: "2740" };
  const add = async (actor: typeof installer, name: string, mode: string) => {
    const groupId = await aGroup(actor, await aProject(actor, gridArea, name), "apartment");
    return addCases(ctxOf(actor), groupId, { fields: FIELDS.apartment, addresses: [address], mode });
  };
  expect(told(await add(otherInstaller, "Andres", "commit"))).toEqual([]);
  expect(told(await add(installer, "Vores", "commit"))).toEqual([]);
  expect(told(await add(colleague, "Nyt", "check"))).toEqual([
    [1, "warning", "same_address_elsewhere", expect.objectContaining({ project: "Vores" })],
  ]);
});

import { allCases } from "@/lib/server/cases/case-list";
import { addCases } from "@/lib/server/imports/import";
import { aProject, aGroup, aWorld, ctxOf, FIELDS } from "../support/factories";

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
  const found = await allCases(ctxOf(installer), projectId, { q }, 100);
  expect(found.map((row) => row.addressParts.houseNo).sort()).toEqual([...houses].sort());
});

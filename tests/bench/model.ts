/** What the measured databases hold: projects of 10,000 cases in ten groups, each with the same streets in its own postcode. */
import type { Address } from "@/lib/domain/addresses/address";
import { addressKey, addressSortKey } from "@/lib/domain/addresses/address-keys";
import type { FieldValues } from "@/lib/domain/fields/fields";
import type { CaseState } from "@/lib/domain/vocabulary";

/** Cases in a project and in a group of it. */
export type Sizes = { perProject: number; perGroup: number };
export const SIZES: Sizes = { perProject: 10_000, perGroup: 1_000 };
/** People in each of the two companies. */
export const PEOPLE = 10;
export const GRID_AREA = "791";
/** The states in which the measured list shows cases. */
export const LISTED: CaseState[] = ["submitted", "approved", "ready_for_meter"];

/** API tokens of the first person of each company. */
export const TOKENS = {
  installer: `projekter_${"i".repeat(43)}`,
  dso: `projekter_${"d".repeat(43)}`,
} as const;

const KINDS = ["organisation", "user", "project", "group", "operation"] as const;
type Kind = (typeof KINDS)[number];
const prefix = (kind: Kind) => `${String(KINDS.indexOf(kind) + 1).padStart(8, "0")}-0000-4000-8000-`;
/** The id of the n-th of a kind, so that nobody has to look it up; `sqlId` says it in SQL. Cases have random ids. */
export const idOf = (kind: Kind, n: number) => prefix(kind) + n.toString(16).padStart(12, "0");
export const sqlId = (kind: Kind, n: string) => `('${prefix(kind)}' || lpad(to_hex(${n}), 12, '0'))::uuid`;
export const INSTALLER_COMPANY = idOf("organisation", 1);
export const DSO_COMPANY = idOf("organisation", 2);
/** The n-th person of a company, from 1. */
export const installerOf = (n: number) => idOf("user", n);
export const handlerOf = (n: number) => idOf("user", PEOPLE + n);

/** Projects have a postcode each; new cases are measured in one that no project has. */
export const FIRST_POSTCODE = 1_001;
export const NEW_POSTCODE = "9999";

const STREETS =
  "Algade,Birkevej,Bredgade,Dalvænget,Enghavevej,Fjordvej,Gartnervej,Havnegade,Jernbanegade,Kirkevej,Lærkevej,Møllevej,Nørregade,Parkvej,Rosenvej,Skolegade,Søndergade,Torvet,Vestergade,Østergade".split(
    ",",
  );
const FLOORS = ["st", "1", "2", "3", "4"];

/** The n-th address: ten dwellings at each number of each street. */
export function addressAt(n: number, postcode: string): Address {
  const [street, rest] = [STREETS[n % STREETS.length] ?? "", Math.floor(n / STREETS.length)];
  return {
    street,
    houseNo: String(1 + Math.floor(rest / 10)),
    floor: FLOORS[Math.floor((rest % 10) / 2)] ?? "",
    door: rest % 2 === 0 ? "tv" : "th",
    postcode,
    city: "Prøveby",
  };
}

/** What an installer says of a whole batch. */
export const BATCH_FIELDS: FieldValues = {
  phases: 3,
  storeys: 5,
  meterPlacement: "dwelling",
  serviceCable: "new",
  customerName: "Boligforeningen Prøven",
  customerEmail: "kunde@bench.example",
  payerSameAsCustomer: true,
};

/** What differs from address to address. */
export const addressFields = (n: number) => ({
  ampere: [16, 20, 25, 35][n % 4] ?? 16,
  connectionDate: `2099-${String(1 + (n % 12)).padStart(2, "0")}-${String(1 + (n % 28)).padStart(2, "0")}`,
  remarks: n % 4 === 0 ? "Ring før ankomst" : "Adgang via gården",
  reference: `R-${n}`,
});

/** Of twenty cases so many are in each state. */
const STATES = Object.entries({
  submitted: 1,
  approved: 3,
  ready_for_meter: 4,
  meter_installed: 5,
  completed: 6,
  rejected: 1,
} satisfies Partial<Record<CaseState, number>>).flatMap(([state, share]) =>
  Array<CaseState>(share).fill(state as CaseState),
);

/** What the actions on the way to a state have filled in. */
const GAINED: Partial<Record<CaseState, FieldValues>> = {
  approved: { connectionPoint: "Skab 12" },
  ready_for_meter: { meterDate: "2099-02-02" },
  meter_installed: { meterInstalledOn: "2026-02-03" },
  completed: { completedOn: "2026-02-04" },
};
export const GAINED_KEYS = Object.values(GAINED).flatMap((fields) => Object.keys(fields));
const WAY = Object.keys(GAINED) as CaseState[];
const gained = (state: CaseState): FieldValues =>
  Object.assign({}, ...WAY.slice(0, WAY.indexOf(state) + 1).map((step) => GAINED[step]));

/** A case of every project. The addresses are written with the postcode 0000, which each project replaces. */
export type PlannedCase = {
  n: number;
  address: Address;
  key: string;
  sort: string;
  state: CaseState;
  fields: FieldValues;
  /** Which person of each company has it, from 1. */
  person: number;
};

/** The cases of a project in the order in which they are created, which is not the order of their addresses. */
export const plannedCases = (count: number): PlannedCase[] =>
  Array.from({ length: count }, (_, n) => {
    // A prime, so that every address comes once.
    const scattered = (n * 7_919) % count;
    const address = addressAt(scattered, "0000");
    const state = STATES[(Math.imul(scattered, 2_654_435_761) >>> 8) % STATES.length] ?? "submitted";
    return {
      n,
      address,
      key: addressKey(address),
      sort: addressSortKey(address),
      state,
      fields: { ...BATCH_FIELDS, ...addressFields(scattered), ...gained(state) },
      person: 1 + (scattered % PEOPLE),
    };
  });

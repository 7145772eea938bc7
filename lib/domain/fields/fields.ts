import { sideOf } from "@/lib/domain/sides";
import { type CaseType, CASE_TYPES, type Role } from "@/lib/domain/vocabulary";

export const AMPERES = [
  6, 10, 13, 16, 20, 25, 35, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250,
  1600,
] as const;

/** How a value is read and checked; lengths in characters, numbers in the field's unit. */
export type FieldKind =
  | { kind: "text"; min?: number; max: number; multiline?: true; isNumber?: true }
  | { kind: "integer"; min: number; max: number }
  | { kind: "number_choice"; choices: readonly number[] }
  | { kind: "choice"; choices: readonly string[] }
  | { kind: "date" }
  | { kind: "boolean" }
  | { kind: "email" }
  | { kind: "phone" }
  | { kind: "cvr" }
  | { kind: "ean" }
  | { kind: "metering_point" };

/** By case type in the order of `CASE_TYPES`: M required, o optional, - not part of it. */
type Need = readonly ["M" | "o" | "-", "M" | "o" | "-", "M" | "o" | "-", "M" | "o" | "-"];

/**
 * Where a value comes from. A: per address, a template column. B: once per batch. AB: per address, the batch's
 * value being the default. D: the DSO's own. S: set by an action, read-only.
 */
export type Scope = "A" | "B" | "AB" | "D" | "S";

export type Section = "installation" | "connection" | "customer" | "payer" | "other" | "dso" | "progress";

export type FieldDefinition = FieldKind & {
  need: Need;
  scope: Scope;
  section: Section;
  unit?: string;
  /** Names a customer or payer, or may do so: emptied when the case is anonymised. The database knows them as well. */
  personal?: true;
};

const text = (max: number, min = 1) => ({ kind: "text", min, max }) as const;
const ALL: Need = ["M", "M", "M", "M"];
const ANY: Need = ["o", "o", "o", "o"];

/**
 * THE FIELD LIST (docs/rules.md shows it as a table). It drives the form, the validation, the Excel template, the export, the API
 * schema, bulk edit and the case page. Rules between fields are in `check-fields.ts`.
 */
export const FIELDS = {
  //                      B    T    A    Y
  cadastralNumber: { need: ANY, scope: "A", section: "installation", ...text(20) },
  reference: { need: ANY, scope: "A", section: "other", ...text(50), personal: true },
  floorArea: {
    need: ["o", "o", "o", "M"],
    scope: "AB",
    section: "installation",
    kind: "integer",
    min: 1,
    max: 10_000,
    unit: "m²",
  },
  storeys: {
    need: ["-", "M", "M", "o"],
    scope: "B",
    section: "installation",
    kind: "integer",
    min: 1,
    max: 99,
  },
  ampere: {
    need: ALL,
    scope: "AB",
    section: "installation",
    kind: "number_choice",
    choices: AMPERES,
    unit: "A",
  },
  phases: { need: ALL, scope: "B", section: "installation", kind: "number_choice", choices: [1, 3] },
  meterType: {
    need: ["M", "-", "-", "-"],
    scope: "B",
    section: "installation",
    kind: "choice",
    choices: ["direct", "transformer"],
  },
  meterPlacement: {
    need: ALL,
    scope: "B",
    section: "installation",
    kind: "choice",
    choices: ["outdoor_cabinet", "switch_room", "dwelling", "other"],
  },
  usage: { need: ["M", "-", "-", "-"], scope: "B", section: "installation", ...text(100) },
  housingKind: {
    need: ["-", "-", "-", "M"],
    scope: "B",
    section: "installation",
    kind: "choice",
    choices: ["youth", "elderly", "care"],
  },
  serviceCable: {
    need: ALL,
    scope: "B",
    section: "connection",
    kind: "choice",
    choices: ["new", "existing", "shared"],
  },
  existingInstallation: { need: ANY, scope: "B", section: "connection", ...text(20) },
  cableCabinet: { need: ANY, scope: "B", section: "connection", ...text(20) },
  connectionDate: { need: ALL, scope: "AB", section: "connection", kind: "date" },
  customerName: { need: ALL, scope: "B", section: "customer", ...text(100, 2), personal: true },
  customerCvr: { need: ["M", "o", "o", "o"], scope: "B", section: "customer", kind: "cvr", personal: true },
  customerEmail: { need: ALL, scope: "B", section: "customer", kind: "email", personal: true },
  customerPhone: { need: ANY, scope: "B", section: "customer", kind: "phone", personal: true },
  payerSameAsCustomer: { need: ALL, scope: "B", section: "payer", kind: "boolean" },
  payerName: { need: ANY, scope: "B", section: "payer", ...text(100, 2), personal: true },
  payerEmail: { need: ANY, scope: "B", section: "payer", kind: "email", personal: true },
  payerEan: { need: ANY, scope: "B", section: "payer", kind: "ean", personal: true },
  remarks: {
    need: ANY,
    scope: "AB",
    section: "other",
    kind: "text",
    max: 1000,
    multiline: true,
    personal: true,
  },
  connectionPoint: { need: ANY, scope: "D", section: "dso", ...text(200) },
  meteringPointId: { need: ANY, scope: "D", section: "dso", kind: "metering_point" },
  meterNumber: { need: ANY, scope: "D", section: "dso", ...text(20), isNumber: true },
  meterInstalledOn: { need: ANY, scope: "D", section: "dso", kind: "date" },
  feePaid: { need: ANY, scope: "D", section: "dso", kind: "boolean" },
  meterDate: { need: ANY, scope: "S", section: "progress", kind: "date" },
  completedOn: { need: ANY, scope: "S", section: "progress", kind: "date" },
} as const satisfies Record<string, FieldDefinition>;

export type FieldKey = keyof typeof FIELDS;
/** The fields of one kind. */
export type KeyOf<Kind extends FieldKind["kind"]> = {
  [Key in FieldKey]: (typeof FIELDS)[Key]["kind"] extends Kind ? Key : never;
}[FieldKey];
export const FIELD_KEYS = Object.keys(FIELDS) as FieldKey[];

/** Every choice of the list, with its field: `meterType.direct`. */
export type ChoiceKey = {
  [Key in FieldKey]: (typeof FIELDS)[Key] extends { kind: "choice"; choices: readonly (infer Choice)[] }
    ? `${Key}.${Choice & string}`
    : never;
}[FieldKey];
/** Names one choice of a field; `choice` is one of the field's own. */
export const choiceKey = (key: FieldKey, choice: string | number) => `${key}.${choice}` as ChoiceKey;

export type FieldValue = string | number | boolean;
export type FieldValues = Partial<Record<FieldKey, FieldValue>>;

export const isFieldKey = (key: string): key is FieldKey => Object.hasOwn(FIELDS, key);
export const field = (key: FieldKey): FieldDefinition => FIELDS[key];
export const PERSONAL_FIELDS: readonly FieldKey[] = FIELD_KEYS.filter((key) => field(key).personal);
export const textField = (key: KeyOf<"text">): Extract<FieldKind, { kind: "text" }> => FIELDS[key];
/** Whether a case type requires, may have, or lacks a field. */
export const needOf = (key: FieldKey, caseType: CaseType) =>
  field(key).need[CASE_TYPES.indexOf(caseType)] ?? "-";

/** The fields of some scopes by case type. The lists are made once, since thousands of cases ask for them. */
function within(...scopes: readonly Scope[]): (caseType: CaseType) => readonly FieldKey[] {
  const lists = new Map(
    CASE_TYPES.map((caseType) => [
      caseType,
      FIELD_KEYS.filter((key) => scopes.includes(field(key).scope) && needOf(key, caseType) !== "-"),
    ]),
  );
  return (caseType) => lists.get(caseType) ?? [];
}

/** The fields a template column may hold, beside the address. */
export const addressFields = within("A", "AB");
/** The fields filled in once per batch. */
export const batchFields = within("B", "AB");
/** Every field of a case type that its installer fills in. */
export const installerFields = within("A", "B", "AB");
const FIELDS_OF = { installer: installerFields, dso: within("D") };
/** The fields that a role may change in a case of this type, where `RULES` allows it to edit at all. */
export function editableFields(role: Role, caseType: CaseType): readonly FieldKey[] {
  const side = sideOf(role);
  return side === null ? [] : FIELDS_OF[side](caseType);
}
/** Every field a case of this type can show. */
export const shownFields = within("A", "B", "AB", "D", "S");

/** The first values of the form; a missing value becomes these. */
export const DEFAULTS: Record<CaseType, FieldValues> = {
  business: { ampere: 25, phases: 3 },
  terraced_house: { ampere: 25, phases: 3 },
  apartment: { ampere: 16, phases: 3 },
  youth_elderly_care: { ampere: 10, phases: 3 },
};

import { z } from "zod";
import { isMeterNumber } from "@/lib/domain/fields/case-numbers";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { fieldSchema } from "@/lib/domain/fields/field-schema";
import { readValue } from "@/lib/domain/fields/field-value";
import { FIELD_KEYS, isFieldKey } from "@/lib/domain/fields/fields";
import { FILE_CHOICES } from "@/lib/domain/file-notice";
import { LIMITS } from "@/lib/domain/limits";
import { cleanText, cut } from "@/lib/domain/text";
import { type Action, CASE_STATES, CASE_TYPES } from "@/lib/domain/vocabulary";

/** A code and its parameters instead of a sentence; the sentence is made where the language is known. */
const fault = (code: string, params: Record<string, string | number> = {}) =>
  ({ code: "custom", params: { code, ...params } }) as const;
type Fault = ReturnType<typeof fault>;

/** Cleaned text, or what is wrong with it. */
function readText(raw: string, max: number, min: number): { text: string; wrong?: Fault } {
  const { text, fault: found } = cleanText(raw, max);
  if (found) return { text, wrong: found === "too_long" ? fault(found, { limit: max }) : fault(found) };
  return [...text].length < min ? { text, wrong: fault("required") } : { text };
}

/** Text as people type it, cleaned; 1 to `max` characters unless `min` says otherwise. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .meta({ minLength: min, maxLength: max })
    .transform((raw, context) => {
      const { text, wrong } = readText(raw, max, min);
      if (wrong) context.addIssue({ ...wrong, input: undefined });
      return text;
    });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string => typeof value === "string" && UUID.test(value);

export const uuid = z
  .string()
  .regex(UUID)
  .transform((id) => id.toLowerCase());

/** Ids as they come; a schema of its own for each of 50,000 would hold everybody else up. */
const idList = z.array(z.unknown().meta({ type: "string", pattern: UUID.source }));

function readIds(given: unknown[], context: z.RefinementCtx): string[] {
  const stray = given.findIndex((id) => !isUuid(id));
  if (stray >= 0) context.addIssue({ ...fault("invalid"), input: undefined, path: [stray] });
  return given.filter(isUuid).map((id) => id.toLowerCase());
}

/** Text as the field list reads its kind; what is wrong with it is told by the list's code, or by one given here. */
export const readAs = (kind: "date" | "email" | "cvr" | "ean", code?: string) =>
  z
    .string()
    .meta(kind === "date" ? { format: "date" } : {})
    .transform((raw, context) => {
      const read = readValue({ kind, need: ["o", "o", "o", "o"], scope: "S", section: "other" }, raw);
      if (read.ok && typeof read.value === "string") return read.value;
      context.addIssue({ ...fault(read.ok ? "required" : (code ?? read.code)), input: undefined });
      return z.NEVER;
    });

/** A calendar day, YYYY-MM-DD. */
export const day = readAs("date");

const name = text(LIMITS.nameLength);
export const gridAreaCode = z.string().regex(/^\d{3}$/);

export const ProjectInput = z.strictObject({ name, gridArea: gridAreaCode });
export const ProjectPatch = z.strictObject({ name });
export const GroupInput = z.strictObject({ name, caseType: z.enum(CASE_TYPES) });
export const GroupPatch = z.strictObject({ name });

/** The list, or its part up to the last wrong member that is told: each costs far more than a right one. */
const listOf = <Schema extends z.ZodType>(list: z.ZodArray<Schema>) =>
  z.preprocess((given) => {
    if (!Array.isArray(given)) return given;
    let left: number = LIMITS.faults;
    const end = given.findIndex((member) => {
      if (!list.element.safeParse(member).success) left -= 1;
      return left === 0;
    });
    return end < 0 ? given : given.slice(0, end + 1);
  }, list);

/** Of a long list nothing is read: every member would be checked, and given to the database. */
const oneOrMany = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (given, context) => {
      if (!Array.isArray(given) || given.length <= LIMITS.filterValues) return given;
      context.addIssue({ ...fault("too_large", { limit: LIMITS.filterValues }), input: undefined });
      return [];
    },
    z
      .union([schema, z.array(schema).max(LIMITS.filterValues)])
      .transform((given) => (Array.isArray(given) ? given : [given])),
  );

/** Which cases of a project; absent means any. `handler: "none"` finds the unassigned. */
export const CaseFilter = z.strictObject({
  group: oneOrMany(uuid).optional(),
  state: oneOrMany(z.enum(CASE_STATES)).optional(),
  installer: oneOrMany(uuid).optional(),
  handler: oneOrMany(z.union([z.literal("none"), uuid])).optional(),
  q: text(LIMITS.searchLength, 0).optional(),
});
export type CaseFilter = z.output<typeof CaseFilter>;

export const CASE_SORTS = [
  "address",
  "number",
  "state",
  "installer",
  "handler",
  "connectionDate",
  "reference",
  "updatedAt",
] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

export type SortOrder = { by: CaseSort; descending: boolean };

/** »-number« is the highest number first. */
export const sort = z
  .string()
  .meta({ pattern: `^-?(${CASE_SORTS.join("|")})$`, description: "With - before it: descending" })
  .refine(
    (given) => (CASE_SORTS as readonly string[]).includes(given.replace(/^-/, "")),
    fault("not_a_choice", { choices: CASE_SORTS.join(", ") }),
  )
  .transform((given) => ({ by: given.replace(/^-/, "") as CaseSort, descending: given.startsWith("-") }));

const limit = z.coerce.number<string>().int().min(1).max(LIMITS.pageSize);
const cursor = z.string().max(2_000);

export const CaseListInput = CaseFilter.extend({
  sort: sort.default({ by: "address", descending: false }),
  cursor: cursor.optional(),
  limit: limit.default(50),
});

export const PROJECT_SORTS = ["updated", "name", "cases", "waiting"] as const;
export type ProjectSort = (typeof PROJECT_SORTS)[number];

export const ProjectListInput = z.strictObject({
  q: text(LIMITS.searchLength, 0).optional(),
  gridArea: gridAreaCode.optional(),
  show: z.enum(["all", "needs_action", "active", "closed"]).default("all"),
  sort: z.enum(PROJECT_SORTS).default("updated"),
  cursor: cursor.optional(),
  limit: limit.default(50),
});

/** Either ids (with the versions the caller saw), or everything in a project that matches a filter. */
export const Selection = z
  .strictObject({
    ids: idList.min(1).transform(readIds).optional(),
    versions: listOf(z.array(z.int().positive())).optional(),
    projectId: uuid.optional(),
    filter: CaseFilter.optional(),
    except: idList.max(LIMITS.selectionCases).transform(readIds).optional(),
  })
  .superRefine((selection, context) => {
    const { ids, versions, projectId } = selection;
    if ((ids === undefined) === (projectId === undefined)) {
      context.addIssue({ ...fault("ids_or_project"), input: undefined, path: [ids ? "projectId" : "ids"] });
    }
    if (ids && (selection.filter || selection.except)) {
      context.addIssue({
        ...fault("ids_or_project"),
        input: undefined,
        path: [selection.filter ? "filter" : "except"],
      });
    }
    if (versions && versions.length !== ids?.length) {
      context.addIssue({ ...fault("one_version_per_id"), input: undefined, path: ["versions"] });
    } else if (ids && versions) {
      const seen = new Map(ids.map((id, i) => [id, versions[i]]));
      // Of two versions of one case one is wrong, and nobody can tell which.
      const i = ids.findIndex((id, at) => seen.get(id) !== versions[at]);
      if (i >= 0)
        context.addIssue({ ...fault("contradictory_versions"), input: undefined, path: ["versions", i] });
    }
  });
export type Selection = z.output<typeof Selection>;

export const CaseIdsInput = z.strictObject({ ids: idList.max(LIMITS.selectionCases).transform(readIds) });
export const OffersInput = z.strictObject({ selection: Selection });
export const ValuesInput = z.strictObject({ selection: Selection });
export const SelectedListInput = z.strictObject({
  selection: Selection,
  cursor: cursor.optional(),
  limit: limit.default(LIMITS.pageSize),
});
export const ReasonsInput = z.strictObject({ action: z.enum(["reject", "cancel"]).default("reject") });

/** Which operations of the activity list; days as the reader sees them, both included. */
export const ActivityInput = z.strictObject({
  actor: uuid.optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,50}$/)
    .optional(),
  from: day.optional(),
  to: day.optional(),
  cursor: cursor.optional(),
});

const reason = text(500);
const anyOf = <Key extends string, Value extends z.ZodType>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value,
) =>
  z.strictObject(
    Object.fromEntries(keys.map((key) => [key, valueOf(key).optional()])) as Record<
      Key,
      z.ZodOptional<Value>
    >,
  );
const anything = (key: string) => z.unknown().meta(fieldSchema(key));

/** Values by the keys of the field list, as they were given; the verb reads them by the list. */
export const FieldValuesInput = anyOf(FIELD_KEYS, anything);

/**
 * Values by a case's id. Read in one loop, as ids are; zod's record would also drop a key `__proto__` without a word.
 * `read` gives a value, or tells what is wrong with it.
 */
const byCase = <Value>(
  described: z.ZodType,
  read: (given: unknown, tell: (found: Fault, ...path: string[]) => void) => Value,
) => {
  const { $schema: _, ...additionalProperties } = z.toJSONSchema(described, { io: "input" });
  return z
    .custom<Record<string, unknown>>(isObject)
    .meta({ type: "object", propertyNames: { type: "string", pattern: UUID.source }, additionalProperties })
    .transform((given, context) => {
      const values: Record<string, Value> = {};
      let told = 0;
      const tell = (found: Fault, ...path: string[]) => {
        told += 1;
        if (told <= LIMITS.faults) context.addIssue({ ...found, input: undefined, path });
      };
      const entries = Object.entries(given);
      if (entries.length > LIMITS.selectionCases) {
        tell(fault("too_large", { limit: LIMITS.selectionCases }));
        return values;
      }
      for (const [key, value] of entries) {
        const id = key.toLowerCase();
        if (!isUuid(key)) tell(fault("unknown_key"), cut(key, 100));
        // The same id in two spellings is one case with two values.
        else if (id in values) tell(fault("given_twice"), id);
        else values[id] = read(value, (found, ...path) => tell(found, key, ...path));
      }
      return values;
    });
};

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === "object" && given !== null && !Array.isArray(given);

const METER_NUMBER = 20;
const NOT_TEXT = { text: "", wrong: fault("invalid") };

const meterNumbers = byCase(text(METER_NUMBER), (given, tell) => {
  const { text, wrong } = typeof given === "string" ? readText(given, METER_NUMBER, 1) : NOT_TEXT;
  if (wrong) tell(wrong);
  else if (!isMeterNumber(text)) tell(fault("not_a_meter_number"));
  return text;
});

const fieldValuesByCase = byCase(FieldValuesInput, (given, tell) => {
  if (!isObject(given)) tell(fault("invalid"));
  const values = isObject(given) ? given : {};
  for (const key of Object.keys(values)) if (!isFieldKey(key)) tell(fault("unknown_key"), cut(key, 100));
  return values;
});

/** What each action needs (mission §3). Values of `edit` are checked against the field list by the verb. */
export const ACTION_PARAMS = {
  approve: z.strictObject({ connectionPoint: text(200) }),
  reject: z.strictObject({ reason }),
  resubmit: z.strictObject({}),
  report_ready_for_meter: z.strictObject({
    meterDate: day,
    supplierChosen: z.literal(true),
    meterPlaceLabelled: z.literal(true),
  }),
  register_meter: z.strictObject({ installedOn: day, meterNumbers: meterNumbers.optional() }),
  complete: z.strictObject({ completedOn: day }),
  cancel: z.strictObject({ reason: text(500, 0).optional() }),
  archive: z.strictObject({}),
  change_installer: z.strictObject({ installerId: uuid }),
  change_handler: z.strictObject({ handlerId: uuid.nullable() }),
  edit: z.strictObject({
    set: FieldValuesInput.optional(),
    clear: z.array(z.string().max(50)).max(100).optional(),
    perCase: fieldValuesByCase.optional(),
  }),
} satisfies Record<Action, z.ZodType>;

const request = <Name extends Action, Params extends z.ZodType>(action: Name, params: Params) =>
  z.strictObject({
    action: z.literal(action),
    params,
    selection: Selection,
    onBlocked: z.enum(["stop", "skip"]).default("stop"),
    /** Of `edit`: values that the field list warns of are taken as well. */
    acceptWarnings: z.boolean().default(false),
    dryRun: z.boolean().default(false),
  });

export const ActionInput = z.discriminatedUnion("action", [
  request("approve", ACTION_PARAMS.approve),
  request("reject", ACTION_PARAMS.reject),
  request("resubmit", ACTION_PARAMS.resubmit.prefault({})),
  request("report_ready_for_meter", ACTION_PARAMS.report_ready_for_meter),
  request("register_meter", ACTION_PARAMS.register_meter),
  request("complete", ACTION_PARAMS.complete),
  request("cancel", ACTION_PARAMS.cancel.prefault({})),
  request("archive", ACTION_PARAMS.archive.prefault({})),
  request("change_installer", ACTION_PARAMS.change_installer),
  request("change_handler", ACTION_PARAMS.change_handler),
  request("edit", ACTION_PARAMS.edit),
]);
export type ActionInput = z.output<typeof ActionInput>;

/** What somebody has typed of an address so far. */
export const AddressSearchInput = z.strictObject({ q: text(LIMITS.searchLength, 2) });

/** How checked rows become cases; `stop` creates nothing while one row is in error. */
const howToCreate = {
  mode: z.enum(["check", "commit"]).default("commit"),
  onError: z.enum(["stop", "skip"]).default("stop"),
  acceptWarnings: z.boolean().default(false),
};

const templateKeys = [...ADDRESS_PARTS, ...FIELD_KEYS] as const;
/** One address: its parts and the case type's fields per address. */
export const AddressRow = anyOf(templateKeys, anything);

/** Addresses as data: parts of the address and the type's per-address fields in each row. */
export const AddCasesInput = z.strictObject({
  fields: FieldValuesInput.default({}),
  addresses: listOf(z.array(AddressRow).min(1)),
  ...howToCreate,
});

/**
 * What stands beside an uploaded file. `columns` maps field → header; `overrides` and `omit` mend rows by Excel's number;
 * `sheet` and `FILE_CHOICES` answer what the file leaves open (`notices`).
 */
export const ImportInput = z.strictObject({
  fields: FieldValuesInput.default({}),
  columns: anyOf(templateKeys, () => z.string().max(200))
    .transform((columns) => columns as Record<string, string>)
    .optional(),
  overrides: z
    .array(z.strictObject({ row: z.int().positive(), field: z.string().max(50), value: z.unknown() }))
    .max(LIMITS.uploadRows)
    .optional(),
  omit: z.array(z.int().positive()).max(LIMITS.uploadRows).optional(),
  sheet: z.string().max(255).optional().meta({ description: "The name of the sheet to read" }),
  hiddenRows: z.enum(FILE_CHOICES.hiddenRows).optional(),
  hiddenColumns: z.enum(FILE_CHOICES.hiddenColumns).optional(),
  mergedCells: z.enum(FILE_CHOICES.mergedCells).optional(),
  dateOrder: z.enum(FILE_CHOICES.dateOrder).optional(),
  ...howToCreate,
});

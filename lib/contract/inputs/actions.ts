import { z } from "zod";
import { isMeterNumber } from "@/lib/domain/fields/case-numbers";
import { isFieldKey } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import type { Action } from "@/lib/domain/vocabulary";
import { FieldValuesInput } from "./fields";
import { day, type Fault, fault, isUuid, readText, text, UUID, uuid } from "./pieces";
import { Selection } from "./selection";

const reason = text(500);

export const ReasonsInput = z.strictObject({ action: z.enum(["reject", "cancel"]).default("reject") });

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

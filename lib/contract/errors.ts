import { z } from "zod";
import { ERROR_STATUS, type ErrorCode } from "@/lib/domain/error";
import type { InputFault } from "@/lib/domain/fault";
import { LIMITS } from "@/lib/domain/limits";
import { ActionOutcome } from "./answers/actions";
import { CasesCreated, SheetInFile } from "./answers/imports";
import { id, lastChange, type Wordless } from "./answers/pieces";

const sheets = z.array(SheetInFile).meta({ description: "To choose from" });
/** How the headers of a sheet were understood. */
const columnsRead = {
  headers: z.array(z.string()),
  missing: z.array(z.string()).meta({ description: "Fields without a column" }),
  columns: z.record(z.string(), z.string()),
};

/** What the refusals with these codes carry beside their sentence; others carry nothing. */
const ERROR_EXTRAS = {
  cases_blocked: ActionOutcome.omit({ operationId: true, warnings: true }),
  import_has_errors: CasesCreated.pick({ rows: true, created: true, problems: true }),
  missing_columns: z.object({ ...columnsRead, sheets: sheets.optional() }),
  ambiguous_columns: z.object({
    ...columnsRead,
    ambiguous: z
      .record(z.string(), z.array(z.string()))
      .meta({ description: "Headers that one field may stand under; `columns` says which" }),
  }),
  choose_sheet: z.object({ sheets }),
  cases_changed: z.object({
    cases: z.array(
      z.object({
        caseId: id,
        number: z.int().nullable(),
        address: z.string().nullable(),
        ...lastChange,
      }),
    ),
  }),
} satisfies Partial<Record<ErrorCode, z.ZodObject>>;
export type ErrorExtras = { [Code in keyof typeof ERROR_EXTRAS]: z.output<(typeof ERROR_EXTRAS)[Code]> };
type CodeWithExtras = keyof ErrorExtras;

type Detail = { params?: Record<string, string | number>; faults?: InputFault[] };
/** What a verb throws with a code: its extras without sentences. */
export type Carried<Code extends ErrorCode> = Code extends CodeWithExtras
  ? { extra: Wordless<ErrorExtras[Code]> }
  : { extra?: undefined };
type Given<Code extends ErrorCode> = [Extract<Code, CodeWithExtras>] extends [never]
  ? [detail?: Detail & Carried<Code>]
  : [detail: Detail & Carried<Code>];

/**
 * A refusal that the caller can only report. `params` fill the sentence; `faults`, of which the first hundred are kept,
 * name fields of the input; `extra` is required for the codes in `ERROR_EXTRAS` and allowed for no others.
 */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly detail: Detail & Carried<Code>;

  constructor(
    readonly code: Code,
    ...[given]: Given<Code>
  ) {
    super(code);
    const detail = (given ?? {}) as Detail & Carried<Code>;
    this.detail = { ...detail, ...(detail.faults && { faults: detail.faults.slice(0, LIMITS.faults) }) };
    this.name = "DomainError";
  }
}

/** Whether an error is a refusal with this code. */
export const isRefusal = <Code extends ErrorCode>(error: unknown, code: Code): error is DomainError<Code> =>
  error instanceof DomainError && error.code === code;

type Extra = ErrorExtras[CodeWithExtras];
type NameIn<Told> = Told extends unknown ? keyof Told : never;
type MemberOf<Told, Name extends PropertyKey> = Told extends unknown
  ? Required<Told> extends Record<Name, infer Member>
    ? Member
    : never
  : never;
type ExtraMembers = { [Name in NameIn<Extra>]?: MemberOf<Extra, Name> };

/** Every extra of any code, described by its codes; a union where two codes differ. */
function extraMembers(): Record<string, z.ZodType> {
  const codes = Object.entries(ERROR_EXTRAS).flatMap(([code, extras]) =>
    Object.entries<z.ZodType>(extras.shape).map(([name, schema]) => ({ code, name, schema })),
  );
  return Object.fromEntries(
    [...new Set(codes.map(({ name }) => name))].map((name) => {
      const found = codes.filter((one) => one.name === name);
      const [first, ...others] = new Set(found.map(({ schema }) => plain(schema)));
      const told = others.length === 0 ? first : z.union([first as z.ZodType, ...others]);
      const description = [
        `Of ${found.map(({ code }) => code).join(", ")}`,
        others.length === 0 && first?.description,
      ];
      return [
        name,
        (told as z.ZodType).optional().meta({ description: description.filter(Boolean).join(". ") }),
      ];
    }),
  );
}
const plain = (schema: z.ZodType) =>
  schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;

const frame = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(ERROR_STATUS) as ErrorCode[]),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});
/** A refusal as the API sends it (RFC 9457). */
export const Problem: z.ZodType<Problem> = frame.extend(extraMembers()) as never;
export type Problem = z.output<typeof frame> & ExtraMembers;

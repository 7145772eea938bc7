import { z } from "zod";
import { FILE_CHOICES, type FileChoice, NOTICE_CODES } from "@/lib/domain/file-notice";
import { REPAIR_CODES } from "@/lib/domain/problem";
import { count, id, moment, values } from "./pieces";
import { RowProblem } from "./problems";

const Repair = z.object({
  row: z.int(),
  field: z.string(),
  from: z.string(),
  to: z.string(),
  code: z.enum(REPAIR_CODES),
});
export type Repair = z.output<typeof Repair>;

export const CasesCreated = z.object({
  operationId: id.nullable().meta({ description: "Null for a check" }),
  rows: count,
  created: count,
  ready: count.meta({ description: "Rows that are or could be created under the given options" }),
  problems: z.array(RowProblem),
  repairs: z
    .array(Repair)
    .meta({ description: "Values that are read otherwise than they were written, and why" }),
  problemRows: z
    .array(z.object({ row: z.int(), values }))
    .meta({ description: "The cells of rows with a problem (a check only)" }),
  addresses: z
    .array(z.object({ row: z.int(), address: z.string() }))
    .meta({ description: "What would be created: every row without an error (a check only)" }),
});
export type CasesCreated = z.output<typeof CasesCreated>;

export const SheetInFile = z.object({
  name: z.string().meta({ description: "Empty for a text file" }),
  hidden: z.boolean(),
  rows: count.meta({ description: "Below the headers" }),
  hasColumns: z.boolean().meta({ description: "Whether it has every column that an address needs" }),
});
export type SheetInFile = z.output<typeof SheetInFile>;

const FileNotice = z.object({
  code: z.enum(NOTICE_CODES),
  message: z.string(),
  row: z.int().nullable(),
  column: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  choice: z
    .object({
      input: z.enum(["sheet", ...(Object.keys(FILE_CHOICES) as Exclude<FileChoice, "sheet">[])]),
      options: z.array(z.object({ value: z.string(), label: z.string() })),
      taken: z.string().nullable().meta({ description: "Null: a question that nobody has answered" }),
    })
    .nullable()
    .meta({ description: "What may be sent with the file instead" }),
});
export type FileNotice = z.output<typeof FileNotice>;

export const CasesImported = CasesCreated.extend({
  sheet: z.object({ name: z.string(), hidden: z.boolean(), headerRow: z.int().nullable() }),
  sheets: z.array(SheetInFile).meta({ description: "Every sheet of the file that holds anything" }),
  notices: z.array(FileNotice).meta({ description: "What is told of the file as a whole" }),
  columns: z.record(z.string(), z.string()),
  unknownColumns: z.array(z.string()),
  earlier: z
    .object({ at: moment, created: count })
    .nullable()
    .meta({ description: "When the very same file last made cases in the group (a check only)" }),
});
export type CasesImported = z.output<typeof CasesImported>;

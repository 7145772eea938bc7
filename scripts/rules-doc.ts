/** The generated parts of docs/rules.md: the field list and the limits, from the literals in lib/domain. */
import { FIELD_KEYS, field, type FieldDefinition, type Scope } from "../lib/domain/fields/fields";
import { LIMITS } from "../lib/domain/limits";
import da from "../lib/messages/da/domain.json";

const SCOPES: Record<Scope, string> = {
  A: "address",
  B: "batch",
  AB: "batch, or address",
  D: "grid company",
  S: "an action",
};

function ruleOf(definition: FieldDefinition): string {
  switch (definition.kind) {
    case "text":
      return `${definition.isNumber ? "a number of" : "text of"} ${definition.min ?? 1}–${definition.max} characters`;
    case "integer":
      return `whole number, ${definition.min}–${definition.max}`;
    case "number_choice":
    case "choice":
      return `one of ${definition.choices.join(", ")}`;
    case "date":
      return "date";
    case "boolean":
      return "yes or no";
    case "email":
      return "e-mail address";
    case "phone":
      return "Danish number of 8 digits";
    case "cvr":
      return "8 digits";
    case "ean":
      return "13 digits with GS1's check digit";
    case "metering_point":
      return "18 digits with GS1's check digit";
  }
}

/** What each limit holds back; a limit without its meaning does not compile. */
const MEANING: Record<keyof typeof LIMITS, string> = {
  uploadBytes: "bytes of an uploaded file",
  uploadRows: "rows of one import",
  inflatedBytes: "bytes of an uploaded workbook when it is unpacked",
  bodyBytes: "bytes of a request",
  selectionCases: "cases of one selection",
  filterValues: "values of one kind in a filter",
  nameLength: "characters of a name",
  reasonLength: "characters of a reason",
  faults: "faults told of one request",
  pageSize: "rows of one page of a list",
  searchLength: "characters of a search",
  searches: "searches of one filter, all of which a case must match",
  bodyLevels: "levels of a JSON body",
  bodyValues: "values in a JSON body",
  bodyMembers: "members of one list or object in a JSON body",
  idempotencyKeyLength: "characters of an `Idempotency-Key`",
  idempotencyDays: "days in which a repeated request gets its first answer",
  skippedRowsDays: "days in which the rows that an import left out can be downloaded",
  authorisationLength: "characters of an authorisation number",
  noteLength: "characters of the note with a request for access",
  publicTries:
    "questions from one network without a log-in, for access or a forgotten password, in the same minutes",
  invitedAtOnce: "people invited at once",
  viewsOfPerson: "saved views of one person",
  webhookUrlLength: "characters in the address of a webhook",
  loginTries: "wrong passwords before further tries have to wait",
  loginMinutes: "minutes in which wrong passwords are counted",
  undoMinutes: "minutes in which an operation can be undone",
};

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const parts: Record<string, string> = {
  fields: table(
    ["Field", "Danish label", "B", "T", "A", "Y", "Filled in by", "Unit", "Rule"],
    FIELD_KEYS.map((key) => {
      const { need, scope, unit = "", ...definition } = field(key);
      const needs = need.map((one) => (one === "-" ? "–" : one));
      return [
        `\`${key}\``,
        da.field[key],
        ...needs,
        SCOPES[scope],
        unit,
        ruleOf(definition as FieldDefinition),
      ];
    }),
  ),
  limits: table(
    ["Limit", "Value", "Of"],
    (Object.keys(MEANING) as (keyof typeof LIMITS)[]).map((key) => [
      `\`${key}\``,
      LIMITS[key].toLocaleString("en"),
      MEANING[key],
    ]),
  ),
};

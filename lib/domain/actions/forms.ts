import type { FieldKey, KeyOf } from "../fields/fields";
import type { Action, Role } from "../vocabulary";

/** Which days a date may be: today or before; or a working day that gives the grid company its notice. */
export type DateLimit = "up_to_today" | "meter_notice";

/** What an action asks for one of its parameters. `sets` is the field of the case that it becomes. */
export type Asked =
  | { kind: "text"; sets: KeyOf<"text"> }
  /** Required of everybody, of some roles, or of nobody (`[]`). */
  | { kind: "reason"; required: true | readonly Role[] }
  | { kind: "date"; limit: DateLimit; sets: KeyOf<"date"> }
  | { kind: "tick" }
  | { kind: "person"; of: "installers" | "handlers"; orNobody?: true }
  /** A value for single cases, by their ids; nobody need give any. */
  | { kind: "column"; sets: KeyOf<"text"> }
  /** The parameters of `edit`: values for all cases, fields to clear, values for single cases. */
  | { kind: "fields" }
  | { kind: "cleared_fields" }
  | { kind: "fields_by_case" };

export type Form = {
  /** The role's daily work; what is done beside it; what ends a case. Buttons and »needs action« follow it. */
  tone: "work" | "neutral" | "ends";
  /** By the parameter's name, in the order of the dialog. */
  asks: Readonly<Record<string, Asked>>;
  /** Fields that the action empties. */
  clears?: readonly FieldKey[];
};

/**
 * What each action asks, sets and clears. The API's schemas, the dialogs and their first values, what a dry run puts
 * in, what history tells to whom, and the docs are all made from it. Who may do it is in `rules.ts`.
 */
export const FORMS = {
  report_ready_for_meter: {
    tone: "work",
    asks: {
      meterDate: { kind: "date", limit: "meter_notice", sets: "meterDate" },
      supplierChosen: { kind: "tick" },
      meterPlaceLabelled: { kind: "tick" },
    },
  },
  complete: {
    tone: "work",
    asks: { completedOn: { kind: "date", limit: "up_to_today", sets: "completedOn" } },
  },
  approve: { tone: "work", asks: { connectionPoint: { kind: "text", sets: "connectionPoint" } } },
  register_meter: {
    tone: "work",
    asks: {
      installedOn: { kind: "date", limit: "up_to_today", sets: "meterInstalledOn" },
      meterNumbers: { kind: "column", sets: "meterNumber" },
    },
  },
  report_failed_visit: {
    tone: "neutral",
    asks: { reason: { kind: "reason", required: true } },
    clears: ["meterDate"],
  },
  resubmit: { tone: "work", asks: {} },
  change_meter_date: {
    tone: "neutral",
    asks: { meterDate: { kind: "date", limit: "meter_notice", sets: "meterDate" } },
  },
  change_installer: { tone: "neutral", asks: { installerId: { kind: "person", of: "installers" } } },
  change_handler: {
    tone: "neutral",
    asks: { handlerId: { kind: "person", of: "handlers", orNobody: true } },
  },
  edit: {
    tone: "neutral",
    asks: {
      set: { kind: "fields" },
      clear: { kind: "cleared_fields" },
      perCase: { kind: "fields_by_case" },
    },
  },
  archive: { tone: "neutral", asks: {} },
  withdraw_ready: { tone: "neutral", asks: { reason: { kind: "reason", required: [] } } },
  reject: { tone: "ends", asks: { reason: { kind: "reason", required: true } } },
  cancel: { tone: "ends", asks: { reason: { kind: "reason", required: ["dso"] } } },
} as const satisfies Record<Action, Form>;

type Forms = typeof FORMS;
type NamesIn<Asks, Kind> = {
  [Name in keyof Asks]: Asks[Name] extends { kind: Kind } ? Name : never;
}[keyof Asks];
/** The names of all parameters, or of those of one kind; each that a dialog shows has its label. */
export type ParameterName<Kind extends Asked["kind"] = Asked["kind"]> = {
  [Each in Action]: NamesIn<Forms[Each]["asks"], Kind>;
}[Action] &
  string;

export const formOf = (action: Action): Form => FORMS[action];

/** What an action asks, in the order of its dialog. */
export const asksOf = (action: Action) => Object.entries(formOf(action).asks) as [ParameterName, Asked][];

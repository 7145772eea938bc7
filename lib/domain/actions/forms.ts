import type { FieldKey, KeyOf } from "../fields/fields";
import type { Action, Role } from "../vocabulary";

/** Which days a date may be: today or before; or a working day that gives the grid company its notice. */
export type DateLimit = "up_to_today" | "meter_notice";

/** How one parameter of an action is asked for. `sets` is the field of the case that gets the value. */
export type Asked =
  | { kind: "text"; sets: KeyOf<"text"> }
  /** Required of everybody, of some roles, or of none (`[]`). */
  | { kind: "reason"; required: true | readonly Role[] }
  | { kind: "date"; limit: DateLimit; sets: KeyOf<"date"> }
  | { kind: "tick" }
  | { kind: "person"; of: "installers" | "handlers"; orNobody?: true }
  /** A value for single cases: id → value. Never required. */
  | { kind: "column"; sets: KeyOf<"text"> }
  /** The parameters of `edit`: values for all cases, fields to clear, values for single cases. */
  | { kind: "fields" }
  | { kind: "cleared_fields" }
  | { kind: "fields_by_case" };

export type Form = {
  /** Daily work, other work, or the end of a case. It decides the look of the button and »needs action«. */
  tone: "work" | "neutral" | "ends";
  /** By parameter, in the order of the dialog. */
  asks: Readonly<Record<string, Asked>>;
  /** Fields that the action empties. */
  clears?: readonly FieldKey[];
};

/**
 * What each action asks, sets and clears. From it follow the API's schemas, the dialogs with their first values, dry
 * runs, who may read which parameter in the history, and the docs. Who may take an action is in `rules.ts`.
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
/** The names of all parameters, or of those of one kind. */
export type ParameterName<Kind extends Asked["kind"] = Asked["kind"]> = {
  [Each in Action]: NamesIn<Forms[Each]["asks"], Kind>;
}[Action] &
  string;

export const formOf = (action: Action): Form => FORMS[action];

/** The parameters of an action in the order of its dialog. */
export const asksOf = (action: Action) => Object.entries(formOf(action).asks) as [ParameterName, Asked][];

import { ActionOutcome, Reasons, SelectionValues } from "./actions";
import { Case, CaseDetail, Cases, Offers, SelectedCases } from "./cases";
import { Health } from "./health";
import { CasesCreated, CasesImported } from "./imports";
import { OperationReport, Undone } from "./operations";
import { Assignees, Me } from "./people";
import { AddressSuggestions, GridAreaSuggestions, SuggestedAddress } from "./places";
import { Problem } from "../errors";
import { Group, Groups, Project, Projects } from "./projects";

/** The answers that have a name in the API's document; other schemas are written inside them. */
export const ANSWERS = {
  ActionOutcome,
  AddressSuggestions,
  Assignees,
  Case,
  CaseDetail,
  Cases,
  CasesCreated,
  CasesImported,
  GridAreaSuggestions,
  Group,
  Groups,
  Health,
  Me,
  Offers,
  OperationReport,
  Problem,
  Project,
  Projects,
  Reasons,
  SelectedCases,
  SelectionValues,
  SuggestedAddress,
  Undone,
};

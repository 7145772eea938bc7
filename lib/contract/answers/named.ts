import { ActionOutcome, Reasons, SelectionValues } from "./actions";
import { Case, CaseDetail, Cases, CasesOfAll, Offers, SelectedCases, Work } from "./cases";
import { Event, Events } from "./events";
import { Health } from "./health";
import { CasesCreated, CasesImported } from "./imports";
import { Notification, Notifications, Unread } from "./news";
import { OperationReport, Undone } from "./operations";
import { Assignees, Me } from "./people";
import { AddressSuggestions, GridAreaSuggestions, SuggestedAddress } from "./places";
import { Problem } from "../errors";
import { SearchHits } from "./search";
import { Group, Groups, Project, Projects } from "./projects";

import { View, Views } from "./views";

/** The answers that have a name in the API's document; other schemas are written inside them. */
export const ANSWERS = {
  ActionOutcome,
  AddressSuggestions,
  Assignees,
  Case,
  CaseDetail,
  Cases,
  CasesOfAll,
  CasesCreated,
  CasesImported,
  Event,
  Events,
  GridAreaSuggestions,
  Group,
  Groups,
  Health,
  Me,
  Notification,
  Notifications,
  Offers,
  OperationReport,
  Problem,
  Project,
  Projects,
  Reasons,
  SearchHits,
  SelectedCases,
  SelectionValues,
  SuggestedAddress,
  Undone,
  Unread,
  View,
  Views,
  Work,
};

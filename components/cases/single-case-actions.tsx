"use client";

import { CaseActions } from "./case-actions";
import { type ActionFacts, type SelectedCase, targetOf } from "./offers";
import { useTellOutcome } from "./undo";

/** The actions of one case: a selection of one, without a way to take it out. */
export function SingleCaseActions({ row, ...facts }: ActionFacts & { row: SelectedCase }) {
  const tell = useTellOutcome();
  return <CaseActions {...facts} target={targetOf([row])} onDone={tell} />;
}

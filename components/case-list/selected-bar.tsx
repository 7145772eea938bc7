"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import type { ActionFacts, ActionTarget, OfferAnswer, OutcomeAnswer } from "@/components/actions/offers";
import { useTellOutcome } from "@/components/actions/undo";
import { type Grouping, type Part, partOf } from "@/components/grid/case-row";
import { counted, NOTHING, without, withoutStates, withRows } from "@/components/selection/selection";
import type { useSelection } from "@/components/selection/selection-state";
import { both, type CaseFilter } from "@/lib/domain/case-filter";
import { onDemand } from "@/components/ui/on-demand";
import { partCountOf } from "./shown-parts";

const SelectionBar = onDemand(() =>
  import("@/components/selection/selection-bar").then((part) => part.SelectionBar),
);

type Blocked = OfferAnswer["blocked"];
type Props = {
  facts: ActionFacts;
  state: ReturnType<typeof useSelection>;
  target: ActionTarget;
  by: Grouping;
  parts: readonly Part[];
  isOnly: boolean;
  onLook: (ids: Iterable<string> | null) => void;
  onClear: () => void;
  hrefOf: (filter: CaseFilter) => string;
};

/** The bar of the selected cases: what it does to the selection and to what is looked at. */
export function SelectedBar({ facts, state, target, by, parts, isOnly, onLook, onClear, hrefOf }: Props) {
  const { selection, setSelection, replace, size, rowOf } = state;
  const t = useTranslations("projects");
  const router = useRouter();
  const { tell, isReading } = useTellOutcome();
  if (size === 0) return null;

  const deselect = (ids: string[]) =>
    replace(without(selection, ids), t("deselected", { count: ids.length }), selection);
  const deselectBlocked = (blocked: Blocked) => {
    if (selection.kind === "ids") return deselect(blockedIds(blocked, target));
    const count = blocked.reduce((sum, block) => sum + block.count, 0);
    replace(withoutStates(selection, statesOf(blocked), count), t("deselected", { count }), selection);
  };
  const showBlocked = (block: Blocked[number]) => {
    if (selection.kind === "ids") onLook(blockedIds([block], target));
    else router.push(hrefOf(both(selection.filter, { state: [block.state] }) ?? {}));
  };
  const showSelected = () => {
    if (selection.kind === "ids") onLook(isOnly ? null : selection.versions.keys());
    else router.push(hrefOf(selection.filter));
  };
  const done = (outcome: OutcomeAnswer) => {
    const left = outcome.blocked.map(({ caseId }) => ({ id: caseId, version: rowOf(caseId)?.version ?? 1 }));
    replace(withRows(NOTHING, left), null, selection);
    onLook(null);
    tell(outcome, () => setSelection(selection));
  };
  const known = target.rows.map(({ id }) => {
    const row = rowOf(id);
    return row && partOf(by, row);
  });
  const partCount = partCountOf(by, known, selection, parts);
  const isTold = partCount > 1 && (by === "group" || by === "project");
  const where = isTold ? t(by === "group" ? "inGroups" : "inProjects", { count: partCount }) : null;
  return (
    <SelectionBar
      {...facts}
      target={isOnly ? { ...target, hidden: 0 } : target}
      where={where}
      isOnly={isOnly}
      onShowSelected={showSelected}
      onClear={onClear}
      onDeselect={deselect}
      onDeselectBlocked={deselectBlocked}
      onShowBlocked={showBlocked}
      onCounted={(count) => setSelection((now) => counted(now, count))}
      onDone={done}
      isReading={isReading}
    />
  );
}

const statesOf = (blocked: Blocked) => blocked.map((block) => block.state);

/** The server names the first hundred of a reason; all of them are known here by their state. */
function blockedIds(blocked: Blocked, target: ActionTarget): string[] {
  const states = statesOf(blocked);
  const known = target.rows.filter((row) => row.state && states.includes(row.state)).map((row) => row.id);
  return [...new Set([...known, ...blocked.flatMap((block) => block.caseIds)])];
}

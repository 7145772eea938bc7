"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Menu } from "@/components/ui/menu";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import type { CountsByState } from "@/components/grid/case-row";

type Props = {
  counts: CountsByState;
  shown: number;
  total: number;
  isFiltered: boolean;
  isProject: boolean;
  onFilter: (state?: CaseState) => void;
  onEverything: () => void;
  onNone: () => void;
};

/** Beside the tick box of the head: every scope of »all« by its name and number. */
export function SelectMenu({
  counts,
  shown,
  total,
  isFiltered,
  isProject,
  onFilter,
  onEverything,
  onNone,
}: Props) {
  const t = useTranslations("projects");
  return (
    <Menu
      label={t("selectMenu")}
      placement="bottom start"
      trigger={<ChevronDown aria-hidden className="-mx-2" />}
      items={[
        ...(isFiltered
          ? [{ id: "filter", label: t("selectFiltered", { count: shown }), onAction: () => onFilter() }]
          : []),
        {
          id: "everything",
          label: t(isProject ? "selectProject" : "selectEverything", { count: total }),
          onAction: onEverything,
        },
        {
          id: "states",
          label: t("byState"),
          items: CASE_STATES.filter((state) => counts[state] > 0).map((state) => ({
            id: state,
            label: t("selectState", { state, count: counts[state] }),
            onAction: () => onFilter(state),
          })),
        },
        { id: "none", label: t("selectNone"), onAction: onNone },
      ]}
    />
  );
}

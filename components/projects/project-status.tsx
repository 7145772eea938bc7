"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ShownGroup } from "@/components/grid/case-row";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Shortcuts } from "./shortcuts";
import { shownOf } from "./shown-groups";

type Props = {
  groups: readonly ShownGroup[];
  total: number;
  isFiltered: boolean;
  /** Only selected cases are shown. */
  isOnly: boolean;
  onShowAll: () => void;
  onGoTo: (groupId: string) => void;
};

/** How many cases are shown of how many, and the ways around among them. */
export function ProjectStatus({ groups, total, isFiltered, isOnly, onShowAll, onGoTo }: Props) {
  const t = useTranslations("projects");
  const shown = shownOf(groups);
  const told = isOnly
    ? t("showingSelected", { count: shown })
    : isFiltered
      ? t("showingFiltered", { shown, total })
      : t("showing", { count: shown });
  return (
    <div
      className={`mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-6 gap-y-2 text-sm text-muted ${isFiltered || isOnly ? "" : "max-md:sr-only"}`}
    >
      <p role="status">
        {told}
        {isOnly && (
          <Button size="sm" variant="quiet" onPress={onShowAll} className="ml-2">
            {t("showAll")}
          </Button>
        )}
      </p>
      <span className="flex gap-1 max-md:hidden">
        {groups.length > 1 && (
          <Menu
            label={t("goToGroup")}
            trigger={
              <>
                {t("goToGroup")} <ChevronDown aria-hidden />
              </>
            }
            items={groups.map((group) => ({
              id: group.id,
              label: group.name,
              description: t("caseCount", { count: group.shown }),
              onAction: () => onGoTo(group.id),
            }))}
          />
        )}
        <Shortcuts />
      </span>
    </div>
  );
}

"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import type { Grouping, ShownPart } from "@/components/grid/case-row";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Shortcuts } from "./shortcuts";
import { shownOf } from "./shown-parts";

type Changes = { by: ReadonlyMap<string, string>; hasMore: boolean };
type Props = {
  by: Grouping;
  groups: readonly ShownPart[];
  /** Of all cases, and how many of them the filter leaves. */
  total: number;
  shown: number;
  isFiltered: boolean;
  /** Only selected cases are shown. */
  isOnly: boolean;
  /** Who has changed which cases since the page was read. */
  changed: Changes;
  /** What stands beside the ways around. */
  tools: React.ReactNode;
  onShowAll: () => void;
  onGoTo: (groupId: string) => void;
};

/** How many cases are shown of how many, and the ways around among them. */
export function ListStatus({
  by,
  groups,
  total,
  shown,
  isFiltered,
  isOnly,
  changed,
  tools,
  onShowAll,
  onGoTo,
}: Props) {
  const t = useTranslations("projects");
  const told = isOnly
    ? t("showingSelected", { count: shownOf(groups) })
    : isFiltered
      ? t("showingFiltered", { shown, total })
      : t("showing", { count: shown });
  return (
    <div
      className={`mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-6 gap-y-2 text-sm text-muted ${isFiltered || isOnly ? "" : "max-md:sr-only"}`}
    >
      <p role="status">
        {told}
        {changed.by.size > 0 && <News {...changed} />}
        {isOnly && (
          <Button size="sm" variant="quiet" onPress={onShowAll} className="ml-2">
            {t("showAll")}
          </Button>
        )}
      </p>
      <span className="flex gap-1 max-md:hidden">
        {groups.length > 1 && (
          <Menu
            label={t(`goTo.${by}`)}
            trigger={
              <>
                {t(`goTo.${by}`)} <ChevronDown aria-hidden />
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
        {tools}
        <Shortcuts isProject={by === "group"} />
      </span>
    </div>
  );
}

/** What others have changed, and the page read anew. */
function News({ by, hasMore }: Changes) {
  const t = useTranslations("projects");
  const router = useRouter();
  const [isReading, startReading] = useTransition();
  const [name = "", ...others] = new Set(by.values());
  return (
    <span className="ml-3 inline-flex items-center gap-1 rounded-full bg-accent-tint px-3 py-0.5 text-accent">
      {t(hasMore ? "manyChanged" : "changedBy", { count: by.size, name, others: others.length })}
      <Button
        size="sm"
        variant="quiet"
        isPending={isReading}
        onPress={() => startReading(() => router.refresh())}
      >
        {t("showChanges")}
      </Button>
    </span>
  );
}

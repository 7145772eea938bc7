"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { type CaseList, CasesView } from "@/components/case-list/cases-view";
import { listHref } from "@/components/case-list/list-href";
import type { KeepLook } from "@/components/case-list/look-tools";
import type { Grouping, ShownPart } from "@/components/grid/case-row";
import { StateBar } from "@/components/state-bar";
import { Menu } from "@/components/ui/menu";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";

type Props = Omit<CaseList, "projectId"> & {
  /** The page without columns, where its address says them; otherwise they are the reader's own. */
  lookPath: string | null;
  empty: React.ReactNode;
};

/** The cases of all projects, put together by what the reader chose. */
export function WorkView({ lookPath, empty, ...list }: Props) {
  const router = useRouter();
  const keepLook: KeepLook = async ({ columns, ...look }) => {
    if (columns === undefined || lookPath === null) return list.keepLook({ columns, ...look });
    const path = columns
      ? `${lookPath}${lookPath.includes("?") ? "&" : "?"}columns=${columns.join(",")}`
      : lookPath;
    router.push(listHref(path, list.filter, list.sort), { scroll: false });
  };
  return (
    <CasesView
      {...list}
      keepLook={keepLook}
      projectId={null}
      empty={empty}
      tools={(part, select) => <PartTools part={part} by={list.by} onSelect={select} />}
    />
  );
}

type PartProps = { part: ShownPart; by: Grouping; onSelect: (state?: CaseState) => void };

/** What stands in a part's row: its name, which leads to the project if it is one, its cases, and how to select them. */
function PartTools({ part, by, onSelect }: PartProps) {
  const t = useTranslations("projects");
  const states = CASE_STATES.filter((state) => part.counts[state] > 0);
  return (
    <>
      <span className="flex min-w-0 items-center gap-x-3 max-md:grow max-md:flex-col max-md:items-start">
        <strong className="max-w-full truncate font-semibold max-md:text-sm">
          {by === "project" ? (
            <Link href={`/projects/${part.id}`} prefetch={false} className="link">
              {part.name}
            </Link>
          ) : (
            part.name
          )}
        </strong>
        <span className="shrink-0 text-sm text-muted">{t("caseCount", { count: part.shown })}</span>
      </span>
      {by !== "state" && <StateBar counts={part.counts} className="!w-28 shrink-0 max-lg:hidden" />}
      <span className="ml-auto flex shrink-0 items-center">
        <Menu
          label={t("menuOf", { name: part.name })}
          trigger={<Ellipsis aria-hidden />}
          items={[
            { id: "all", label: t("selectAllOf", { count: part.shown }), onAction: () => onSelect() },
            ...(states.length > 1
              ? [
                  {
                    id: "states",
                    label: t("selectByState"),
                    items: states.map((state) => ({
                      id: state,
                      label: t("selectState", { state, count: part.counts[state] }),
                      onAction: () => onSelect(state),
                    })),
                  },
                ]
              : []),
          ]}
        />
      </span>
    </>
  );
}

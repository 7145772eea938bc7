import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { CaseRow } from "@/components/grid/case-row";
import { DueChip } from "@/components/grid/due-chip";
import { StateBadge } from "@/components/state-badge";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import type { Action, Role } from "@/lib/domain/vocabulary";

export type Tile = {
  id: "overdue" | "mine" | "ours" | "open" | "fresh" | "done";
  count: number;
  href: string;
};

type Props = {
  tiles: readonly Tile[];
  /** The cases that are due first, each with what waits to be done. */
  urgent: readonly { row: CaseRow; action: Action | null }[];
  /** The role of somebody who has no case yet. */
  isNewFor: Role | null;
  hasMore: boolean;
  allHref: string;
};

/** What waits: in numbers that lead to the cases, and the most urgent ones themselves. */
export function WorkPage({ tiles, urgent, isNewFor, hasMore, allHref }: Props) {
  const t = useTranslations("projects.mine");
  const projects = useTranslations("projects");
  const actions = useTranslations("actions");
  const format = useFormatter();
  return (
    <>
      <ul className="mb-6 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {tiles.map(({ id, count, href }) => (
          <li key={id} className="max-sm:first:col-span-2">
            <Link
              href={href}
              prefetch={false}
              className={`panel flex h-full flex-col gap-1 px-4 py-3 text-ink no-underline hover:border-accent ${id === "overdue" && count > 0 ? "border-danger!" : ""}`}
            >
              <strong
                className={`text-2xl font-semibold ${id === "overdue" && count > 0 ? "text-danger" : ""}`}
              >
                {format.number(count)}
              </strong>
              <span className="text-sm text-muted">{t(`tiles.${id}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <section aria-labelledby="urgent" className="panel">
        <h2 id="urgent" className="border-b border-line px-4 py-3">
          {t("urgent")}
        </h2>
        {isNewFor && (
          <EmptyState title={projects(`empty.${isNewFor}.title`)}>
            <p>{projects(`empty.${isNewFor}.text`)}</p>
            <Link
              href={isNewFor === "admin" ? "/admin/start" : "/projects"}
              className={buttonClass({ variant: "primary" })}
            >
              {t(isNewFor === "admin" ? "toStart" : "toProjects")}
            </Link>
          </EmptyState>
        )}
        {urgent.length === 0 ? (
          !isNewFor && <EmptyState title={t("allDone")} icon={<CircleCheck aria-hidden />} />
        ) : (
          <ul>
            {urgent.map(({ row, action }) => (
              <li
                key={row.id}
                className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-0"
              >
                <Link
                  href={`/cases/${row.id}`}
                  prefetch={false}
                  className="link min-w-0 grow basis-56 font-medium"
                >
                  {row.address}
                </Link>
                <StateBadge state={row.state} />
                <span className="w-32">
                  <DueChip due={row.due} state={row.state} />
                </span>
                {action && (
                  <Link
                    href={`/cases/${row.id}?do=${action}`}
                    prefetch={false}
                    className={buttonClass({ size: "sm" })}
                  >
                    {actions(`${action}.label`)}
                    <span className="sr-only"> {row.address}</span>
                  </Link>
                )}
              </li>
            ))}
          </ul>
        )}
        {hasMore && (
          <p className="border-t border-line px-4 py-3">
            <Link href={allHref} className="link">
              {t(tiles.some(({ id }) => id === "open") ? "allOpen" : "all")}
            </Link>
          </p>
        )}
      </section>
    </>
  );
}

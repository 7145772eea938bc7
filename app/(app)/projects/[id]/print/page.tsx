import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { ProjectPlace } from "@/components/projects/project-place";
import { PrintButton } from "@/components/projects/print-button";
import { PrintedGroup, PrintPages } from "@/components/projects/printed-cases";
import { buttonClass } from "@/components/ui/button-class";
import { sort as CaseOrder } from "@/lib/contract/inputs/cases";
import { CaseFilter } from "@/lib/contract/inputs/selection";
import { casesToPrint, PRINT_PAGE } from "@/lib/server/cases/case-list";
import { readLate } from "@/lib/server/kernel/database";
import { parseInput } from "@/lib/server/kernel/mutate";
import { filled, found, idOf, type Query } from "@/lib/web/page";
import { projectOf } from "@/lib/web/read-once";
import { pageCtx } from "@/lib/web/session";

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/projects/${id}/print`, searchParams);
  return { title: (await projectOf(ctx, idOf(id))).name };
}

/** The filtered cases for print: a table for each group, with a box to tick for each case. */
export default async function PrintPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/projects/${id}/print`, searchParams);
  const given = await searchParams;
  const query = filled(given, ["q", "state", "group", "installer", "handler", "due", "waiting"]);
  const order = filled(given, ["sort"]).sort ?? "address";
  const project = await projectOf(ctx, id);
  const [filter, sort] = await found(
    Promise.resolve().then(() => [parseInput(CaseFilter, query), parseInput(CaseOrder, order)] as const),
  );
  const { cases, counts, page, pages } = await readLate(ctx, (late) =>
    casesToPrint(late, id, filter, sort, Number(given.page)),
  );
  const [t, format] = await Promise.all([getTranslations("projects"), getFormatter()]);
  const list = new URLSearchParams(
    Object.entries({ ...query, ...filled(given, ["sort"]) }).flatMap(([key, value]) =>
      [value].flat().map((one): [string, string] => [key, one]),
    ),
  );
  const hrefOf = (to: number) =>
    `/projects/${id}/print?${new URLSearchParams([...list, ["page", String(to)]])}`;
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1>{project.name}</h1>
          <p className="text-muted">
            <ProjectPlace project={project} /> ·{" "}
            {isFiltered
              ? t("showingFiltered", { shown: counts.total, total: project.caseCount })
              : t("caseCount", { count: counts.total })}{" "}
            · {format.dateTime(ctx.now, "day")}
            {pages > 1 && <> · {t("printPage", { page, pages })}</>}
          </p>
        </div>
        <div data-print="no" className="flex gap-2">
          <Link href={`/projects/${id}?${list}`} className={buttonClass()}>
            {t("back")}
          </Link>
          <PrintButton label={t("print")} />
        </div>
      </div>
      {pages > 1 && <PrintPages page={page} pages={pages} size={PRINT_PAGE} hrefOf={hrefOf} />}
      {project.groups.map((group) => (
        <PrintedGroup
          key={group.id}
          group={group}
          cases={cases.filter((row) => row.groupId === group.id)}
          total={Object.values(counts.countsByGroup[group.id] ?? {}).reduce((sum, n) => sum + n, 0)}
        />
      ))}
      {cases.length === 0 && <p className="text-muted">{t("noneMatch")}</p>}
    </>
  );
}

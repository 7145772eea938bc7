import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { ProjectPlace } from "@/components/projects/project-place";
import { PrintButton } from "@/components/projects/print-button";
import { buttonClass } from "@/components/ui/button-class";
import { sort as CaseOrder } from "@/lib/contract/inputs/cases";
import { CaseFilter } from "@/lib/contract/inputs/selection";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { casesToPrint, PRINT_PAGE } from "@/lib/server/cases/case-list";
import { parseInput } from "@/lib/server/kernel/mutate";
import { getProject } from "@/lib/server/projects/project-summaries";
import { filled, found, idOf, type Query } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/projects/${id}/print`, searchParams);
  return { title: (await found(getProject(ctx, idOf(id)))).name };
}

/** The filtered cases on paper, a table per group, with a square to tick at each: for the site hut. */
export default async function PrintPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/projects/${id}/print`, searchParams);
  const given = await searchParams;
  const query = filled(given, ["q", "state", "group", "installer", "handler"]);
  const order = filled(given, ["sort"]).sort ?? "address";
  const project = await found(getProject(ctx, id));
  const [filter, sort] = await found(
    Promise.resolve().then(() => [parseInput(CaseFilter, query), parseInput(CaseOrder, order)] as const),
  );
  const { cases, counts, page, pages } = await casesToPrint(ctx, id, filter, sort, Number(given.page));
  const [t, words, columns, format] = await Promise.all([
    getTranslations("projects"),
    getTranslations("domain"),
    getTranslations("cases.table.columns"),
    getFormatter(),
  ]);
  const day = (value: unknown) => typeof value === "string" && format.dateTime(new Date(value), "day");
  // Paper needs no icons, which are most of what a row is made of.
  const states = Object.fromEntries(CASE_STATES.map((state) => [state, words(`state.${state}`)]));
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
            · {day(ctx.now.toISOString())}
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
      {pages > 1 && (
        <nav data-print="no" aria-label={t("printPages")} className="mb-5">
          <p className="mb-2 max-w-prose">{t("printPaged", { pages, size: PRINT_PAGE })}</p>
          <ul className="flex flex-wrap gap-1">
            {Array.from({ length: pages }, (_, i) => i + 1).map((to) => (
              <li key={to}>
                <Link
                  href={hrefOf(to)}
                  prefetch={false}
                  aria-label={t("printPage", { page: to, pages })}
                  aria-current={to === page ? "page" : undefined}
                  className={buttonClass({ size: "sm", variant: to === page ? "primary" : "secondary" })}
                >
                  {to}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {project.groups.map((group) => {
        const rows = cases.filter((row) => row.groupId === group.id);
        const all = Object.values(counts.countsByGroup[group.id] ?? {}).reduce((sum, n) => sum + n, 0);
        return (
          rows.length > 0 && (
            <section
              key={group.id}
              aria-labelledby={`group-${group.id}`}
              // What scrolls sideways on a phone can be scrolled by keyboard too.
              tabIndex={0}
              className="mb-8 overflow-x-auto print:overflow-visible"
            >
              <h2 id={`group-${group.id}`} className="mb-2">
                {group.name}{" "}
                <span className="text-base font-normal text-muted">
                  {words(`caseType.${group.caseType}`)} · {t("caseCount", { count: all })}
                  {rows.length < all && <> · {t("printRows", { count: rows.length })}</>}
                </span>
              </h2>
              <table className="w-full border-collapse text-sm">
                <thead>
                  <tr className="border-b-2 border-line-strong text-left">
                    <th scope="col" className="w-8 py-1">
                      <span className="sr-only">{t("ticked")}</span>
                    </th>
                    {(
                      ["address", "number", "state", "installer", "connectionDate", "reference"] as const
                    ).map((column) => (
                      <th key={column} scope="col" className="px-2 py-1 font-medium">
                        {columns(column)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.id} className="border-b border-line">
                      <td className="py-1.5">
                        <span aria-hidden className="block size-4 border border-ink" />
                      </td>
                      <th scope="row" className="px-2 text-left font-medium">
                        {row.address}
                      </th>
                      <td className="px-2">{row.number}</td>
                      <td className="px-2">
                        {states[row.state]}
                        {row.closed && (
                          <span className="block max-w-56 text-xs">
                            {[day(row.closed.day), row.closed.reason].filter(Boolean).join(" · ")}
                          </span>
                        )}
                      </td>
                      <td className="px-2">{row.installer.name}</td>
                      <td className="px-2">{day(row.fields.connectionDate)}</td>
                      <td className="px-2">{row.fields.reference}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )
        );
      })}
      {cases.length === 0 && <p className="text-muted">{t("noneMatch")}</p>}
    </>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { caseRowOf, packRows } from "@/components/grid/case-row";
import { EmptyState } from "@/components/ui/empty-state";
import { WorkFilterForm } from "@/components/work/work-filter-form";
import { WorkView } from "@/components/work/work-view";
import { setListLook } from "@/app/preferences";
import { type ShownView, ViewBar } from "@/components/work/view-bar";
import type { DueStatus } from "@/lib/domain/case-filter";
import { OPEN_STATES } from "@/lib/domain/actions/needs-action";
import type { CaseState } from "@/lib/domain/vocabulary";
import { listViews, type View } from "@/lib/server/views/views";
import { listColleagues } from "@/lib/server/cases/assignees";
import { allCases } from "@/lib/server/cases/case-list";
import { countAllCases, listParts, withProjectNames, type WorkPart } from "@/lib/server/cases/work-list";
import { chipsOf } from "@/lib/web/filter-chips";
import { today } from "@/lib/server/kernel/context";
import { listProjectAreas, noCounts } from "@/lib/server/projects/project-summaries";
import { listLook } from "@/lib/web/list-look";
import { found, type Query, withQuery } from "@/lib/web/page";
import { sortTextOf, workLook } from "@/lib/web/work-look";
import { pageCtx } from "@/lib/web/session";
import { createViewAction, deleteViewAction, updateViewAction } from "./actions";

/** The rows that are sent with the page; with more, each part's rows are read when it is opened. */
const ROWS = 1_000;
const PARTS = 1_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.work"))("title") };
}

export default async function CasesPage({ searchParams }: { searchParams: Query }) {
  const ctx = await pageCtx("/cases", searchParams);
  const given = await searchParams;
  const views = await listViews(ctx);
  const { filter, by, sort, columns, query, view, isChanged } = await found(
    Promise.resolve().then(() => workLook(given, views)),
  );
  const isFiltered = Object.keys(filter).length > 0;
  // Unfiltered, the projects' own counts are of everything.
  const isWhole = by === "project" && !isFiltered;
  const [{ parts, counts }, counted, assignees, areas] = await Promise.all([
    listParts(ctx, by, filter, PARTS),
    isWhole ? null : countAllCases(ctx, {}),
    listColleagues(ctx),
    listProjectAreas(ctx),
  ]);
  const everything = counted ?? counts;
  const matches = totalOf(counts);
  const cases = matches > ROWS ? null : await allCases(ctx, null, filter, ROWS, sort, "list");
  const t = await getTranslations("projects");
  const words = await getTranslations("domain");
  const nameOf = ({ id, name }: WorkPart) => {
    if (by === "state") return words(`state.${id as CaseState}`);
    return by === "due" ? t(`dueStatus.${id as DueStatus}`) : (name ?? t("nobody"));
  };
  const byState = noCounts();
  for (const own of everything.values())
    for (const [state, n] of Object.entries(own)) byState[state as CaseState] += n;
  const sorted = sortTextOf(sort);
  const kept = { view: view?.id, by: view || by !== "project" ? by : undefined };
  const look = await listLook();
  return (
    <>
      <h1 className="mb-4">{t("work.title")}</h1>
      <ViewBar
        create={createViewAction}
        update={updateViewAction}
        remove={deleteViewAction}
        openHref={withQuery("/cases", { state: [...OPEN_STATES] })}
        isOpenShown={!view && Object.keys(filter).length === 1 && filter.state?.join() === OPEN_STATES.join()}
        views={views.map(shownView)}
        current={view && shownView(view)}
        isChanged={isChanged}
        isFiltered={isFiltered || by !== "project" || sorted !== "address" || columns !== null}
        hasCompany={ctx.actor.organisation !== null}
        look={{ filter, sort: sorted, columns: view ? columns : (columns ?? look.columns), grouping: by }}
      />
      <WorkFilterForm
        query={query}
        by={by}
        role={ctx.actor.role}
        assignees={assignees}
        areas={areas}
        countsByState={byState}
        chips={await chipsOf(ctx, filter, query)}
      />
      {parts.length === PARTS && <p className="mb-3 text-sm">{t("work.moreParts", { count: PARTS })}</p>}
      <WorkView
        key={by}
        by={by}
        path={withQuery("/cases", { ...kept, columns: columns?.join(",") })}
        lookPath={view || columns ? withQuery("/cases", kept) : null}
        look={{ ...look, columns: columns ?? look.columns }}
        keepLook={setListLook}
        name={t("work.title")}
        caseCount={totalOf(everything)}
        matches={matches}
        parts={parts.map((part) => ({ ...part, name: nameOf(part), caseCount: sumOf(part.counts) }))}
        packedRows={
          cases && packRows((by === "project" ? cases : await withProjectNames(ctx, cases)).map(caseRowOf))
        }
        filter={filter}
        sort={sorted}
        stamp={ctx.now.toISOString()}
        role={ctx.actor.role}
        assignees={assignees}
        today={today(ctx)}
        empty={
          <div className="panel">
            <EmptyState title={everything.size === 0 ? t("work.emptyTitle") : t("noneMatch")}>
              <p>{everything.size === 0 && t("work.emptyText")}</p>
            </EmptyState>
          </div>
        }
      />
    </>
  );
}

const shownView = ({ id, name, shared, own, by }: View): ShownView => ({ id, name, shared, own, by });

const sumOf = (counts: Record<CaseState, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0);
const totalOf = (counts: ReadonlyMap<string, Record<CaseState, number>>) =>
  [...counts.values()].reduce((total, own) => total + sumOf(own), 0);

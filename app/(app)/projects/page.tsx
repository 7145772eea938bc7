import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { CreateProject } from "@/components/projects/create-project";
import { ProjectList } from "@/components/projects/project-list";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterForm } from "@/components/ui/filter-form";
import { FilterButton, FilterInput, FilterSelect } from "@/components/ui/filter-control";
import { PROJECT_SORTS } from "@/lib/contract/inputs/projects";
import { needsActionOf } from "@/lib/domain/actions/needs-action";
import { permissionsOf } from "@/lib/domain/verbs";
import { findCases } from "@/lib/server/cases/matching-cases";
import { listProjectAreas, listProjects } from "@/lib/server/projects/project-summaries";
import { filled, found, type Query, withQuery } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";
import { createProjectAction, deleteProjectAction, renameProjectAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects"))("title") };
}

/** Cases that a search names; the projects below lead to all of them. */
const HITS = 10;

const SHOWS = ["all", "needs_action", "active", "closed"] as const;

export default async function ProjectsPage({ searchParams }: { searchParams: Query }) {
  const ctx = await pageCtx("/projects", searchParams);
  const query = filled(await searchParams, ["q", "show", "gridArea", "sort", "cursor"]);
  const { cursor: _, ...fields } = query;
  const t = await getTranslations("projects");
  const q = typeof query.q === "string" ? query.q : "";
  const [{ projects, nextCursor }, areas, hits] = await Promise.all([
    found(listProjects(ctx, query)),
    listProjectAreas(ctx),
    q && !query.cursor ? found(findCases(ctx, q, HITS + 1)) : [],
  ]);
  const { role } = ctx.actor;
  const show = SHOWS.find((one) => one === query.show) ?? "all";
  const gridArea = typeof query.gridArea === "string" ? query.gridArea : "";
  const sort = PROJECT_SORTS.find((one) => one === query.sort) ?? "updated";
  const isFiltered = q !== "" || show !== "all" || gridArea !== "";
  const href = (change: Record<string, string>) => {
    const { cursor: _, ...kept } = query;
    return `/projects?${new URLSearchParams({ ...(kept as Record<string, string>), ...change })}`;
  };
  const may = permissionsOf(role);
  const create = may.create_project && <CreateProject create={createProjectAction} />;
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1>{t("title")}</h1>
        {may.seed_projects ? (
          <Link href="/admin/projects" className={buttonClass({ variant: "primary" })}>
            {t("seed")}
          </Link>
        ) : (
          create
        )}
      </div>
      <FilterForm
        path="/projects"
        query={fields}
        className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
      >
        {show !== "all" && <input type="hidden" name="show" value={show} />}
        <FilterInput
          label={t("search")}
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          placeholder={t("searchHelp")}
          className="col-span-2 min-w-60 grow sm:max-w-md"
        />
        {(areas.length > 1 || gridArea !== "") && (
          <FilterSelect
            label={t("gridArea")}
            name="gridArea"
            value={gridArea}
            all={t("anyArea")}
            options={areas.map(({ code, name }) => ({ id: code, label: `${code} ${name}` }))}
          />
        )}
        <FilterSelect
          label={t("sort")}
          name="sort"
          value={sort}
          options={PROJECT_SORTS.map((one) => ({ id: one, label: t(`sorts.${one}`) }))}
        />
        <FilterButton>{t("searchButton")}</FilterButton>
        <nav aria-label={t("show")} className="col-span-2 flex flex-wrap gap-1.5">
          {SHOWS.map((one) => (
            <Link
              key={one}
              href={href({ show: one })}
              aria-current={one === show ? "true" : undefined}
              className={`inline-flex min-h-10 items-center rounded-full border px-3.5 text-[0.9375rem] no-underline ${one === show ? "border-accent bg-accent-tint font-medium text-accent" : "border-line-strong bg-surface text-ink hover:border-accent"}`}
            >
              {t(`shows.${one}`)}
            </Link>
          ))}
        </nav>
      </FilterForm>
      {hits.length > 0 && (
        <section aria-label={t("hits")} className="panel mb-4 px-4 py-3">
          <h2 className="mb-1 text-base">{t("hits")}</h2>
          <ul>
            {hits.slice(0, HITS).map((hit) => (
              <li key={hit.id} className="flex flex-wrap gap-x-3 py-1">
                <Link href={withQuery(`/cases/${hit.id}`, { q })} className="link font-medium">
                  {hit.address}
                </Link>
                <span className="text-muted">
                  {t("hit", { number: String(hit.number), project: hit.projectName })}
                </span>
              </li>
            ))}
          </ul>
          {hits.length > HITS && <p className="mt-1 text-sm text-muted">{t("moreHits")}</p>}
        </section>
      )}
      {projects.length > 0 ? (
        <ProjectList
          projects={projects.map(({ createdAt: _, updatedAt, ...project }) => ({
            ...project,
            updatedAt: updatedAt.toISOString(),
          }))}
          q={q}
          role={role}
          may={may}
          needsAction={needsActionOf(role)}
          needsActionOf={{ installer: needsActionOf("installer"), dso: needsActionOf("dso") }}
          rename={renameProjectAction}
          remove={deleteProjectAction}
        />
      ) : (
        <div className="panel">
          {isFiltered ? (
            <EmptyState title={t("noneFound", { q: q || t(`shows.${show}`) })}>
              <Link href="/projects" className={buttonClass()}>
                {t("resetFilters")}
              </Link>
            </EmptyState>
          ) : (
            <EmptyState title={t(`empty.${role}.title`)}>
              <p>{t(`empty.${role}.text`)}</p>
              {create}
            </EmptyState>
          )}
        </div>
      )}
      {nextCursor && (
        <p className="mt-4 text-center">
          <Link href={href({ cursor: nextCursor })} className={buttonClass()}>
            {t("more")}
          </Link>
        </p>
      )}
    </>
  );
}

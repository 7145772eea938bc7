import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { CaseHits } from "@/components/projects/case-hits";
import { CreateProject } from "@/components/projects/create-project";
import { ProjectList } from "@/components/projects/project-list";
import { ProjectSearch, SHOWS } from "@/components/projects/project-search";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import { PROJECT_SORTS } from "@/lib/contract/inputs/projects";
import { needsActionOf } from "@/lib/domain/actions/needs-action";
import { permissionsOf } from "@/lib/domain/verbs";
import { findCases } from "@/lib/server/cases/matching-cases";
import { readLate } from "@/lib/server/kernel/database";
import { listProjectAreas, listProjects } from "@/lib/server/projects/project-summaries";
import { filled, found, type Query, withQuery } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";
import { createProjectAction, deleteProjectAction, renameProjectAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects"))("title") };
}

/** So many cases that a search names are shown. */
const HITS = 10;

export default async function ProjectsPage({ searchParams }: { searchParams: Query }) {
  const ctx = await pageCtx("/projects", searchParams);
  const query = filled(await searchParams, ["q", "show", "gridArea", "sort", "cursor"]);
  const { cursor: _, ...fields } = query;
  const t = await getTranslations("projects");
  const q = typeof query.q === "string" ? query.q : "";
  const [{ projects, nextCursor }, areas, hits] = await readLate(ctx, (late) =>
    Promise.all([
      found(listProjects(late, query)),
      listProjectAreas(late),
      q && !query.cursor ? found(findCases(late, q, HITS + 1)) : [],
    ]),
  );
  const { role } = ctx.actor;
  const show = SHOWS.find((one) => one === query.show) ?? "all";
  const gridArea = typeof query.gridArea === "string" ? query.gridArea : "";
  const isFiltered = q !== "" || show !== "all" || gridArea !== "";
  const href = (change: Record<string, string>) =>
    `/projects?${new URLSearchParams({ ...(fields as Record<string, string>), ...change })}`;
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
      <ProjectSearch
        query={fields}
        q={q}
        show={show}
        gridArea={gridArea}
        sort={PROJECT_SORTS.find((one) => one === query.sort) ?? "updated"}
        sorts={PROJECT_SORTS}
        areas={areas}
        hrefOf={(one) => href({ show: one })}
      />
      <CaseHits
        hits={hits.slice(0, HITS).map((hit) => ({ ...hit, href: withQuery(`/cases/${hit.id}`, { q }) }))}
        hasMore={hits.length > HITS}
      />
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

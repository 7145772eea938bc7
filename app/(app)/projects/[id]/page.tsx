import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { CaseFilterForm } from "@/components/projects/case-filter-form";
import { CreateGroup } from "@/components/projects/create-group";
import { ProjectTools } from "@/components/projects/project-tools";
import { ProjectView } from "@/components/projects/project-view";
import { StateBar } from "@/components/state-bar";
import { buttonClass } from "@/components/ui/button-class";
import { CaseFilter } from "@/lib/domain/inputs";
import { allCases, listAssignees } from "@/lib/server/case-list";
import { parseInput } from "@/lib/server/mutate";
import { getProject } from "@/lib/server/projects";
import { actionDates } from "@/lib/web/action-dates";
import { filled, found, idOf, type Query } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";
import {
  createGroupAction,
  deleteGroupAction,
  deleteProjectAction,
  renameGroupAction,
  renameProjectAction,
} from "../actions";

/** As many rows as the page can hold at a time; a filter brings the others. */
const ROWS = 5_000;

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/projects/${id}`);
  return { title: (await found(getProject(ctx, idOf(id)))).name };
}

export default async function ProjectPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/projects/${id}`);
  const given = await searchParams;
  const query = filled(given, ["q", "state", "group", "installer", "handler"]);
  const t = await getTranslations("projects");
  const project = await found(getProject(ctx, id));
  const filter = await found(Promise.resolve().then(() => parseInput(CaseFilter, query)));
  const [cases, assignees] = await Promise.all([allCases(ctx, id, filter, ROWS), listAssignees(ctx, id)]);
  const isOwner = ctx.actor.role === "installer";
  const exportQuery = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      [value].flat().map((one): [string, string] => [key, one]),
    ),
  );
  return (
    <>
      <nav aria-label={t("breadcrumb")} className="mb-1 text-sm text-muted">
        <Link href="/projects" className="link">
          {t("title")}
        </Link>{" "}
        ›
      </nav>
      <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="break-words">{project.name}</h1>
          <p className="text-muted">
            {t("place", { code: project.gridArea, name: project.gridAreaName, dso: project.dso.name })}
            {!isOwner && ` · ${project.owner.name}`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {isOwner && (
            <CreateGroup
              create={createGroupAction}
              projectId={id}
              startsOpen={given.new === "1" && project.groups.length === 0}
            />
          )}
          <Link href={`/projects/${id}/activity`} className={buttonClass()}>
            {t("activity")}
          </Link>
          <a href={`/api/v1/projects/${id}/export.xlsx?${exportQuery}`} className={buttonClass()}>
            {t("export")}
          </a>
          {isOwner && (
            <ProjectTools project={project} rename={renameProjectAction} remove={deleteProjectAction} />
          )}
        </div>
      </div>
      {project.caseCount > 0 && <StateBar counts={project.countsByState} className="mb-5" />}
      {project.caseCount > 0 && (
        <CaseFilterForm
          query={query}
          groups={project.groups}
          assignees={assignees}
          projectId={id}
          countsByState={project.countsByState}
        />
      )}
      <ProjectView
        key={id}
        project={{ id, name: project.name, caseCount: project.caseCount }}
        groups={project.groups}
        rows={cases.map((row) => ({
          id: row.id,
          number: row.number,
          groupId: row.groupId,
          caseType: row.caseType,
          state: row.state,
          version: row.version,
          address: row.address,
          installer: row.installer.name,
          handler: row.handler?.name ?? null,
          connectionDate: (row.fields.connectionDate as string | undefined) ?? null,
          reference: (row.fields.reference as string | undefined) ?? null,
          updatedAt: row.updatedAt.toISOString(),
        }))}
        isFiltered={Object.keys(query).length > 0}
        isCut={cases.length === ROWS}
        isOwner={isOwner}
        role={ctx.actor.role}
        assignees={assignees}
        {...actionDates(ctx)}
        createGroup={createGroupAction}
        renameGroup={renameGroupAction}
        deleteGroup={deleteGroupAction}
      />
    </>
  );
}

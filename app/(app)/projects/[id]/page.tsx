import type { Metadata } from "next";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { caseRowOf, packRows } from "@/components/grid/case-row";
import { CaseFilterForm } from "@/components/projects/case-filter-form";
import { CreateGroup } from "@/components/projects/create-group";
import { ProjectHead } from "@/components/projects/project-head";
import { ProjectView } from "@/components/projects/project-view";
import { StateBar, StateLegend } from "@/components/state-bar";
import { sort as CaseOrder } from "@/lib/contract/inputs/cases";
import { CaseFilter } from "@/lib/contract/inputs/selection";
import { permissionsOf } from "@/lib/domain/verbs";
import { today } from "@/lib/server/kernel/context";
import { allCases } from "@/lib/server/cases/case-list";
import { countCases } from "@/lib/server/cases/case-counts";
import { listAssignees } from "@/lib/server/cases/assignees";
import { parseInput } from "@/lib/server/kernel/mutate";
import { filled, found, idOf, type Query, withQuery } from "@/lib/web/page";
import { projectOf } from "@/lib/web/read-once";
import { pageCtx } from "@/lib/web/session";
import { listLook } from "@/lib/web/list-look";
import { setListLook } from "@/app/preferences";
import {
  createGroupAction,
  deleteGroupAction,
  deleteProjectAction,
  renameGroupAction,
  renameProjectAction,
} from "../actions";

/** The rows that are sent with the page; with more, each group's rows are read when it is opened. */
const ROWS = 5_000;

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/projects/${id}`, searchParams);
  return { title: (await projectOf(ctx, idOf(id))).name };
}

export default async function ProjectPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/projects/${id}`, searchParams);
  const given = await searchParams;
  const query = filled(given, ["q", "state", "group", "installer", "handler", "due", "waiting"]);
  const project = await projectOf(ctx, id);
  const filter = await found(Promise.resolve().then(() => parseInput(CaseFilter, query)));
  const order = filled(given, ["sort"]).sort ?? "address";
  const sort = await found(Promise.resolve().then(() => parseInput(CaseOrder, order)));
  const [counts, assignees] = await Promise.all([countCases(ctx, id, filter), listAssignees(ctx, id)]);
  const cases = counts.total > ROWS ? null : await allCases(ctx, id, filter, ROWS, sort, "list");
  const may = permissionsOf(ctx.actor.role);
  const hrefs = {
    activity: `/projects/${id}/activity`,
    export: withQuery(`/api/v1/projects/${id}/export.xlsx`, query),
    print: withQuery(`/projects/${id}/print`, query),
  };
  return (
    <>
      <Breadcrumb />
      <ProjectHead
        project={project}
        may={may}
        hrefs={hrefs}
        rename={renameProjectAction}
        remove={deleteProjectAction}
      >
        {may.create_group && (
          <CreateGroup
            create={createGroupAction}
            projectId={id}
            startsOpen={given.new === "1" && project.groups.length === 0}
          />
        )}
      </ProjectHead>
      {project.caseCount > 0 && (
        <>
          <div className="mb-3 md:mb-5">
            <StateBar counts={project.countsByState} />
            <StateLegend
              counts={project.countsByState}
              shown={[query.state ?? []].flat()}
              hrefOf={(state) => `/projects/${id}?state=${state}`}
            />
          </div>
          <CaseFilterForm
            query={query}
            sort={order === "address" ? undefined : String(order)}
            groups={project.groups}
            assignees={assignees}
            projectId={id}
            countsByState={project.countsByState}
          />
        </>
      )}
      <ProjectView
        key={id}
        projectId={id}
        name={project.name}
        caseCount={project.caseCount}
        matches={counts.total}
        groups={project.groups.map((group) => ({
          ...group,
          counts: counts.countsByGroup[group.id] ?? counts.countsByState,
        }))}
        packedRows={cases && packRows(cases.map(caseRowOf))}
        filter={filter}
        sort={`${sort.descending ? "-" : ""}${sort.by}`}
        stamp={ctx.now.toISOString()}
        may={may}
        role={ctx.actor.role}
        look={await listLook()}
        keepLook={setListLook}
        assignees={assignees}
        today={today(ctx)}
        createGroup={createGroupAction}
        renameGroup={renameGroupAction}
        deleteGroup={deleteGroupAction}
      />
    </>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { EditCaseButton, SingleCaseActions } from "@/components/actions/single-case-actions";
import { CaseFields, DsoFields } from "@/components/cases/case-fields";
import { CaseHead, CaseNeighbours } from "@/components/cases/case-head";
import { CaseReads, type ShownRead } from "@/components/cases/case-reads";
import { Responsible } from "@/components/cases/responsible";
import { CaseHistory } from "@/components/history/case-history";
import { Notice } from "@/components/ui/notice";
import { RULES } from "@/lib/domain/actions/rules";
import { field, type Section, shownFields } from "@/lib/domain/fields/fields";
import { sideOf } from "@/lib/domain/sides";
import { may } from "@/lib/domain/verbs";
import { ACTIONS, type OrganisationKind } from "@/lib/domain/vocabulary";
import { type Translate } from "@/lib/messages";
import { auditLine } from "@/lib/messages/audit";
import { actorText, changeLabel, labelWithUnit, operationLabel, valueText } from "@/lib/messages/sentences";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { lastMoves } from "@/lib/server/kernel/history";
import { listAssignees } from "@/lib/server/cases/assignees";
import { type CaseDetail, type Neighbour, neighboursOf, openCase } from "@/lib/server/cases/cases";
import { listAudit } from "@/lib/server/people/audit-log";
import { getProject } from "@/lib/server/projects/project-summaries";
import { filled, found, idOf, type Query, withQuery } from "@/lib/web/page";
import { pageTranslator } from "@/lib/web/i18n";
import { caseOf } from "@/lib/web/read-once";
import { pageCtx } from "@/lib/web/session";

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/cases/${id}`, searchParams);
  return { title: (await caseOf(ctx, idOf(id))).case.address };
}

const SECTIONS = ["installation", "connection", "customer", "payer", "other", "progress"] as const;
/** The query parameters of the project page's list, which links between cases keep. */
const LIST = ["q", "state", "group", "installer", "handler", "due", "waiting", "sort"];

export default async function CasePage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/cases/${id}`, searchParams);
  const given = await searchParams;
  const list = filled(given, LIST);
  const detail = await openCase(ctx, id, caseOf);
  const { case: row, actions } = detail;
  const text = await pageTranslator();
  const [project, assignees, { previous, next }, move, reads] = await Promise.all([
    getProject(ctx, row.projectId),
    listAssignees(ctx, row.projectId),
    found(neighboursOf(ctx, row, list)),
    lastMoveOf(ctx, row, text),
    may(ctx.actor.role, "see_administration") ? readsOf(ctx, row, text) : null,
  ]);
  const words = await getTranslations("domain");
  const withList = (path: string) => withQuery(path, list);
  const linkTo = (to: Neighbour | null) => to && { href: withList(`/cases/${to.id}`), address: to.address };
  const because = move && `actions.${move.action}.because`;
  const group = project.groups.find(({ id: groupId }) => groupId === row.groupId);
  const { version, state, caseType, number, address } = row;
  const selected = { id, version, state, caseType, number, address };
  const { role } = ctx.actor;
  const facts = { role, assignees, today: today(ctx) };
  const canEdit = actions.some((offer) => offer.action === "edit" && offer.offered);
  const opensWith = actions.find(({ action, offered }) => offered && action === given.do)?.action;
  const editOf = (side: OrganisationKind) =>
    canEdit && sideOf(role) === side && <EditCaseButton row={selected} {...facts} />;
  return (
    <>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Breadcrumb
          path={[
            { href: withList(`/projects/${project.id}`), text: project.name },
            { href: `/projects/${project.id}?group=${row.groupId}`, text: group?.name },
          ]}
        />
        <CaseNeighbours previous={linkTo(previous)} next={linkTo(next)} />
      </div>
      <CaseHead row={row} />
      {move?.reason && because && text.has(because) && (
        <Notice tone="warning" title={text(because)} className="mb-5">
          {move.reason}
        </Notice>
      )}
      <SingleCaseActions row={selected} opensWith={opensWith} {...facts} />
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          <CaseFields
            sections={SECTIONS.map((section) => ({ section, fields: shownIn(section, row, text) }))}
          >
            {editOf("installer")}
          </CaseFields>
          <DsoFields fields={shownIn("dso", row, text)}>{editOf("dso")}</DsoFields>
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <Responsible
            installer={row.installer}
            owner={project.owner}
            handler={row.handler}
            dso={project.dso}
          />
          {reads && <CaseReads reads={reads} logHref={`/admin/log?case=${number}`} />}
          <CaseHistory entries={shownHistory(detail, text, (at) => words("moment", { at }))} />
        </div>
      </div>
    </>
  );
}

/**
 * The action that brought a case into its state, and its reason. Asks the database only where such an action has a
 * sentence to show (`because`); the reason of a closed case was read with the case.
 */
async function lastMoveOf(ctx: Ctx, { id, state, closed }: CaseDetail["case"], text: Translate) {
  const into = ACTIONS.filter((action) => RULES[action].to === state);
  if (state === "archived" || !into.some((action) => text.has(`actions.${action}.because`))) return undefined;
  if (closed && into[0]) return { action: into[0], reason: closed.reason };
  return (await lastMoves(ctx, [id])).get(id);
}

/** More are in the log of administration. */
const SHOWN_READS = 20;

async function readsOf(ctx: Ctx, { number }: CaseDetail["case"], text: Translate): Promise<ShownRead[]> {
  const { events } = await listAudit(ctx, { case: String(number) });
  return events.slice(0, SHOWN_READS).map((event) => auditLine(text, event));
}

/** The fields of a section that have a value, in words. */
const shownIn = (section: Section, { caseType, fields }: CaseDetail["case"], text: Translate) =>
  shownFields(caseType)
    .filter((key) => field(key).section === section && fields[key] !== undefined)
    .map((key) => ({ key, label: labelWithUnit(text, key), value: valueText(text, key, fields[key]) }));

function shownHistory({ history, people }: CaseDetail, text: Translate, momentOf: (at: Date) => string) {
  const valueOf = (key: string, value: unknown) => {
    const person = people.get(String(value));
    const words = person ? actorText(text, person.name, person.organisation) : valueText(text, key, value);
    return words || text("cases.page.empty");
  };
  return history.map((entry) => ({
    id: entry.id,
    when: momentOf(entry.at),
    who: actorText(text, entry.actorName, entry.organisationName),
    action: operationLabel(text, entry.action),
    fromState: entry.fromState as never,
    toState: entry.toState as never,
    changes: Object.entries(entry.changes ?? {}).map(([key, [before, after]]) =>
      // No change is from nothing to nothing: the values were removed.
      text(before === null && after === null ? "cases.page.removed" : "cases.page.changed", {
        field: changeLabel(text, key),
        before: valueOf(key, before),
        after: valueOf(key, after),
      }),
    ),
    reason: typeof entry.params.reason === "string" ? entry.params.reason : null,
    operationId: entry.hasReport ? entry.operationId : null,
    operationSize: entry.operationSize,
  }));
}

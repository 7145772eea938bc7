import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { EditCaseButton, SingleCaseActions } from "@/components/actions/single-case-actions";
import { CaseHistory } from "@/components/history/case-history";
import { StateBadge } from "@/components/state-badge";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { field, type FieldKey, type Section, shownFields } from "@/lib/domain/fields/fields";
import { sideOf } from "@/lib/domain/sides";
import type { OrganisationKind } from "@/lib/domain/vocabulary";
import { translator } from "@/lib/messages";
import { actorText, changeLabel, labelWithUnit, operationLabel, valueText } from "@/lib/messages/sentences";
import { today } from "@/lib/server/kernel/context";
import { lastMoves } from "@/lib/server/kernel/history";
import { listAssignees } from "@/lib/server/cases/assignees";
import { getCase, type Neighbour, neighboursOf } from "@/lib/server/cases/cases";
import { getProject } from "@/lib/server/projects/project-summaries";
import { filled, found, idOf, type Query, withQuery } from "@/lib/web/page";
import { currentLocale } from "@/lib/web/i18n";
import { pageCtx } from "@/lib/web/session";

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/cases/${id}`, searchParams);
  return { title: (await found(getCase(ctx, idOf(id)))).case.address };
}

const SECTIONS = ["installation", "connection", "customer", "payer", "other", "progress"] as const;
/** The list one came from is carried along in the address, in the words of the project page's own. */
const LIST = ["q", "state", "group", "installer", "handler", "sort"];

export default async function CasePage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/cases/${id}`, searchParams);
  const list = filled(await searchParams, LIST);
  const { case: row, history, actions, people } = await found(getCase(ctx, id));
  const [project, assignees, { previous, next }, moves] = await Promise.all([
    getProject(ctx, row.projectId),
    listAssignees(ctx, row.projectId),
    found(neighboursOf(ctx, row, list)),
    lastMoves(ctx, [id]),
  ]);
  const withList = (path: string) => withQuery(path, list);
  const t = await getTranslations("cases.page");
  const words = await getTranslations("domain");
  const text = translator(await currentLocale());
  const move = row.state === "archived" ? undefined : moves.get(id);
  const because = move && `actions.${move.action}.because`;
  const sentBack =
    move?.reason && because && text.has(because) ? { title: text(because), reason: move.reason } : null;
  const group = project.groups.find(({ id: groupId }) => groupId === row.groupId);
  const selected = {
    id,
    version: row.version,
    state: row.state,
    caseType: row.caseType,
    number: row.number,
    address: row.address,
  };
  const { role } = ctx.actor;
  const facts = { role, assignees, today: today(ctx) };
  const canEdit = actions.some((offer) => offer.action === "edit" && offer.offered);
  const editOf = (side: OrganisationKind) =>
    canEdit && sideOf(role) === side && <EditCaseButton row={selected} {...facts} />;
  const keysOf = (section: Section) =>
    shownFields(row.caseType).filter(
      (key) => field(key).section === section && row.fields[key] !== undefined,
    );
  const listOf = (keys: readonly FieldKey[]) => (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {keys.map((key) => (
        <div key={key} className="min-w-0">
          <dt className="text-sm text-muted">{labelWithUnit(text, key)}</dt>
          <dd className="break-words whitespace-pre-line">{valueText(text, key, row.fields[key])}</dd>
        </div>
      ))}
    </dl>
  );
  const neighbour = (to: Neighbour | null, rel: "prev" | "next") =>
    to && (
      <Link
        href={withList(`/cases/${to.id}`)}
        rel={rel}
        title={to.address}
        className={buttonClass({ size: "sm" })}
      >
        {t(rel === "prev" ? "previous" : "next")}
      </Link>
    );
  return (
    <>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Breadcrumb
          path={[
            { href: withList(`/projects/${project.id}`), text: project.name },
            { href: `/projects/${project.id}?group=${row.groupId}`, text: group?.name },
          ]}
        />
        {(previous || next) && (
          <nav aria-label={t("neighbours")} className="flex gap-2">
            {neighbour(previous, "prev")}
            {neighbour(next, "next")}
          </nav>
        )}
      </div>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{row.address}</h1>
        <StateBadge state={row.state} />
        <p className="w-full text-muted">
          {t("case", { number: String(row.number) })} · {words(`caseType.${row.caseType}`)}
        </p>
      </div>
      {sentBack && (
        <Notice tone="warning" title={sentBack.title} className="mb-5">
          {sentBack.reason}
        </Notice>
      )}
      <SingleCaseActions row={selected} {...facts} />
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          <section aria-label={t("fields")} className="panel px-5 py-4">
            <div className="mb-3 flex items-center justify-between gap-4">
              <h2>{t("fields")}</h2>
              {editOf("installer")}
            </div>
            <div className="flex flex-col gap-5">
              {SECTIONS.map((section) => {
                const keys = keysOf(section);
                if (keys.length === 0) return null;
                return (
                  <div key={section}>
                    <h3 className="mb-2 border-b border-line pb-1 text-sm font-semibold">
                      {words(`section.${section}`)}
                    </h3>
                    {listOf(keys)}
                  </div>
                );
              })}
            </div>
          </section>
          <section aria-label={t("dsoFields")} className="panel px-5 py-4">
            <div className="mb-3 flex items-center justify-between gap-4">
              <h2>{t("dsoFields")}</h2>
              {editOf("dso")}
            </div>
            {keysOf("dso").length > 0 ? listOf(keysOf("dso")) : <p className="text-muted">{t("noFields")}</p>}
          </section>
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <section aria-label={t("responsible")} className="panel px-5 py-4">
            <h2 className="mb-3">{t("responsible")}</h2>
            <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
              <div>
                <dt className="text-sm text-muted">{words("person.installer")}</dt>
                <dd>{row.installer.name}</dd>
                <dd className="text-sm text-muted">{project.owner.name}</dd>
              </div>
              <div>
                <dt className="text-sm text-muted">{words("person.handler")}</dt>
                <dd>{row.handler?.name ?? t("noValue")}</dd>
                <dd className="text-sm text-muted">{project.dso.name}</dd>
              </div>
            </dl>
          </section>
          <CaseHistory
            entries={history.map((entry) => ({
              id: entry.id,
              when: words("moment", { at: entry.at }),
              who: actorText(text, entry.actorName, entry.organisationName),
              action: operationLabel(text, entry.action),
              fromState: entry.fromState as never,
              toState: entry.toState as never,
              changes: Object.entries(entry.changes ?? {}).map(([key, change]) => {
                const [before, after] = change.map((value) => {
                  const person = people.get(String(value));
                  return person
                    ? actorText(text, person.name, person.organisation)
                    : valueText(text, key, value);
                });
                return t("changed", {
                  field: changeLabel(text, key),
                  before: before || t("empty"),
                  after: after || t("empty"),
                });
              }),
              reason: typeof entry.params.reason === "string" ? entry.params.reason : null,
              operationId: entry.hasReport ? entry.operationId : null,
              operationSize: entry.operationSize,
            }))}
          />
        </div>
      </div>
    </>
  );
}

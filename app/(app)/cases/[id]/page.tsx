import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { SingleCaseActions } from "@/components/cases/single-case-actions";
import { CaseHistory } from "@/components/cases/case-history";
import { StateBadge } from "@/components/state-badge";
import { field, shownFields } from "@/lib/domain/fields";
import { isLocale, translator } from "@/lib/messages";
import { labelWithUnit, valueText } from "@/lib/messages/sentences";
import { listAssignees } from "@/lib/server/case-list";
import { getCase } from "@/lib/server/cases";
import { getProject } from "@/lib/server/projects";
import { actionDates } from "@/lib/web/action-dates";
import { found, idOf } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const ctx = await pageCtx(`/cases/${id}`);
  return { title: (await found(getCase(ctx, idOf(id)))).case.address };
}

const SECTIONS = ["installation", "connection", "customer", "payer", "other", "progress", "dso"] as const;

export default async function CasePage({ params }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/cases/${id}`);
  const { case: row, history } = await found(getCase(ctx, id));
  const [project, assignees] = await Promise.all([
    getProject(ctx, row.projectId),
    listAssignees(ctx, row.projectId),
  ]);
  const t = await getTranslations("cases.page");
  const words = await getTranslations("domain");
  const format = await getFormatter();
  const locale = await getLocale();
  const text = translator(isLocale(locale) ? locale : "da");
  const group = project.groups.find(({ id: groupId }) => groupId === row.groupId);
  const people = new Map(
    [...assignees.installers, ...assignees.handlers].map((person) => [person.id, person.name]),
  );
  const shown = shownFields(row.caseType).filter((key) => row.fields[key] !== undefined);
  return (
    <>
      <nav aria-label={t("project")} className="mb-1 text-sm text-muted">
        <Link href={`/projects/${project.id}`} className="link">
          {project.name}
        </Link>{" "}
        › {group?.name}
      </nav>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>{row.address}</h1>
        <StateBadge state={row.state} />
        <p className="w-full text-muted">
          {t("case", { number: row.number })} · {words(`caseType.${row.caseType}`)}
        </p>
      </div>
      <SingleCaseActions
        row={{
          id,
          version: row.version,
          state: row.state,
          caseType: row.caseType,
          number: row.number,
          address: row.address,
        }}
        role={ctx.actor.role}
        assignees={assignees}
        {...actionDates(ctx)}
      />
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section aria-label={t("fields")} className="panel divide-y divide-line">
          {SECTIONS.map((section) => {
            const keys = shown.filter((key) => field(key).section === section);
            if (keys.length === 0) return null;
            return (
              <div key={section} className="px-5 py-4">
                <h2 className="mb-3">{words(`section.${section}`)}</h2>
                <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
                  {keys.map((key) => (
                    <div key={key}>
                      <dt className="text-sm text-muted">{labelWithUnit(text, key)}</dt>
                      <dd className="break-words whitespace-pre-line">
                        {valueText(text, key, row.fields[key])}
                      </dd>
                    </div>
                  ))}
                </dl>
              </div>
            );
          })}
        </section>
        <div className="flex flex-col gap-6">
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
              when: format.dateTime(entry.at, { dateStyle: "medium", timeStyle: "short" }),
              who: entry.organisationName
                ? t("company", { name: entry.actorName, company: entry.organisationName })
                : entry.actorName,
              action: words(`history.${entry.action as "create"}`),
              fromState: entry.fromState as never,
              toState: entry.toState as never,
              changes: Object.entries(entry.changes ?? {}).map(([key, change]) => {
                const [before, after] = change.map(
                  (value) => people.get(String(value)) ?? valueText(text, key, value),
                );
                const label = text.has(`domain.change.${key}`)
                  ? text(`domain.change.${key}`)
                  : labelWithUnit(text, key);
                return t("changed", {
                  field: label,
                  before: before || t("empty"),
                  after: after || t("empty"),
                });
              }),
              reason: typeof entry.params.reason === "string" ? entry.params.reason : null,
              operationId: entry.operationId,
              operationSize: entry.operationSize,
            }))}
          />
        </div>
      </div>
    </>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { UndoButton } from "@/components/cases/undo-button";
import { StateBadge } from "@/components/state-badge";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import type { Action, CaseState, Reason } from "@/lib/domain/vocabulary";
import { isLocale, translator } from "@/lib/messages";
import { reasonSentence } from "@/lib/messages/sentences";
import { getOperation } from "@/lib/server/operations";
import { found, idOf } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.report"))("title") };
}

export default async function OperationPage({ params }: { params: Promise<{ id: string }> }) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/operations/${id}`);
  const operation = await found(getOperation(ctx, id));
  const t = await getTranslations("cases.report");
  const words = await getTranslations("domain");
  const format = await getFormatter();
  const locale = await getLocale();
  const text = translator(isLocale(locale) ? locale : "da");
  const minutes = operation.undoUntil
    ? Math.max(1, Math.ceil((operation.undoUntil.getTime() - ctx.now.getTime()) / 60_000))
    : 0;
  const counts = [
    [t("done"), operation.done],
    [t("unchanged"), operation.unchanged],
    [t("skipped"), operation.blockedCount + operation.leftOutRows],
    [t("missing"), operation.missingCount],
  ] as const;
  return (
    <>
      <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h1>{words(`history.${operation.action as "approve"}`)}</h1>
          <p className="text-muted">
            {format.dateTime(operation.at, { dateStyle: "medium", timeStyle: "short" })} ·{" "}
            {operation.organisationName
              ? t("by", { name: operation.actorName, company: operation.organisationName })
              : operation.actorName}
            {operation.projectName && ` · ${operation.projectName}`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {operation.projectId && operation.projectName && (
            <Link href={`/projects/${operation.projectId}`} className={buttonClass()}>
              {t("toProject")}
            </Link>
          )}
          {operation.leftOutRows > 0 && (
            <a href={`/api/v1/operations/${id}/errors.xlsx`} className={buttonClass()}>
              {t("errorsFile", { count: operation.leftOutRows })}
            </a>
          )}
          {operation.canUndo && <UndoButton operationId={id} label={t("undo", { minutes })} />}
        </div>
      </div>
      {operation.undoneBy && (
        <Notice tone="info" className="mb-5">
          {t("undone")}{" "}
          <Link href={`/operations/${operation.undoneBy}`} className="link">
            {t("undoneBy")}
          </Link>
        </Notice>
      )}
      {operation.undoes && (
        <p className="mb-5">
          <Link href={`/operations/${operation.undoes}`} className="link">
            {t("undoes")}
          </Link>
        </p>
      )}
      <dl className="mb-6 flex flex-wrap gap-4">
        {counts.map(([label, count]) => (
          <div key={label} className="panel min-w-32 px-5 py-3">
            <dt className="text-sm text-muted">{label}</dt>
            <dd className="text-2xl font-semibold">{format.number(count)}</dd>
          </div>
        ))}
      </dl>
      {operation.cases.length + operation.blocked.length + operation.missing.length > 0 && (
        <div className="panel overflow-x-auto">
          <table className="w-full text-[0.9375rem]">
            <thead>
              <tr className="border-b border-line text-left text-sm text-muted">
                {(["case", "address", "result", "reason"] as const).map((head) => (
                  <th key={head} scope="col" className="px-4 py-2.5 font-medium">
                    {t(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {operation.blocked.map((row) => (
                <tr key={row.caseId}>
                  <td className="px-4 py-2">
                    <Link href={`/cases/${row.caseId}`} prefetch={false} className="link">
                      {row.number}
                    </Link>
                  </td>
                  <td className="px-4 py-2">{row.address}</td>
                  <td className="px-4 py-2 font-medium text-warning">{t("skipped")}</td>
                  <td className="px-4 py-2">
                    {reasonSentence(text, {
                      action: operation.action as Action,
                      reason: row.reason as Reason,
                      state: row.state as CaseState,
                    })}
                  </td>
                </tr>
              ))}
              {operation.missing.map((caseId) => (
                <tr key={caseId}>
                  <td className="px-4 py-2 text-muted" colSpan={2}>
                    {caseId}
                  </td>
                  <td className="px-4 py-2 font-medium text-warning" colSpan={2}>
                    {t("missing")}
                  </td>
                </tr>
              ))}
              {operation.cases.map((row) => (
                <tr key={row.id}>
                  <td className="px-4 py-2">
                    <Link href={`/cases/${row.id}`} prefetch={false} className="link">
                      {row.number}
                    </Link>
                  </td>
                  <td className="px-4 py-2">{row.address}</td>
                  <td className="px-4 py-2">{t("done")}</td>
                  <td className="px-4 py-2">
                    {row.toState && row.toState !== row.fromState && <StateBadge state={row.toState} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {operation.done > operation.cases.length && operation.cases.length > 0 && (
            <p className="px-4 py-3 text-sm text-muted">
              {t("firstOnly", { count: operation.cases.length })}
            </p>
          )}
        </div>
      )}
    </>
  );
}

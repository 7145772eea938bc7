import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import { listOperations } from "@/lib/server/operations";
import { getProject } from "@/lib/server/projects";
import { filled, found, idOf, type Query } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.activity"))("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export default async function ActivityPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/projects/${id}/activity`);
  const query = filled(await searchParams, ["cursor"]);
  const project = await found(getProject(ctx, id));
  const { operations, nextCursor } = await found(listOperations(ctx, id, query));
  const t = await getTranslations("cases.activity");
  const words = await getTranslations("domain.history");
  const format = await getFormatter();
  return (
    <>
      <nav aria-label={t("title")} className="mb-1 text-sm text-muted">
        <Link href={`/projects/${id}`} className="link">
          {project.name}
        </Link>{" "}
        ›
      </nav>
      <h1 className="mb-5">{t("title")}</h1>
      <div className="panel overflow-x-auto">
        {operations.length === 0 ? (
          <EmptyState title={t("empty")} />
        ) : (
          <table className="w-full text-[0.9375rem]">
            <thead>
              <tr className="border-b border-line text-left text-sm text-muted">
                {(["when", "what", "who"] as const).map((head) => (
                  <th key={head} scope="col" className="px-4 py-2.5 font-medium">
                    {t(head)}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">{t("report")}</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {operations.map((operation) => (
                <tr key={operation.id}>
                  <td className="px-4 py-2.5 whitespace-nowrap text-muted">
                    {format.dateTime(operation.at, { dateStyle: "medium", timeStyle: "short" })}
                  </td>
                  <td className="px-4 py-2.5">
                    {words(operation.action as "approve")}
                    {operation.done > 0 && (
                      <span className="text-muted"> · {t("count", { count: operation.done })}</span>
                    )}
                    {operation.undoneBy && <span className="text-warning"> · {t("undone")}</span>}
                  </td>
                  <td className="px-4 py-2.5">
                    {operation.actorName}
                    {operation.organisationName && (
                      <span className="text-muted"> · {operation.organisationName}</span>
                    )}
                  </td>
                  <td className="px-4 py-2.5 text-right">
                    <Link href={`/operations/${operation.id}`} prefetch={false} className="link">
                      {t("report")}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {nextCursor && (
        <p className="mt-4 text-center">
          <Link
            href={`/projects/${id}/activity?cursor=${encodeURIComponent(nextCursor)}`}
            className={buttonClass()}
          >
            {t("more")}
          </Link>
        </p>
      )}
    </>
  );
}

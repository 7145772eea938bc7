import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UserTopBar } from "@/app/top-bar";
import { ApiReference } from "@/components/api-docs/reference";
import { LIMITS } from "@/lib/domain/limits";
import { currentLocale } from "@/lib/web/i18n";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.apiDocs"))("title") };
}

/** The API's document as a page, made from `/api/v1/openapi.json`. */
export default async function ApiDocsPage() {
  const t = await getTranslations("shell.apiDocs");
  return (
    <>
      <UserTopBar />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-[80rem] gap-8 px-4 py-6 outline-none sm:px-6 sm:py-8 lg:grid-cols-[19rem_minmax(0,1fr)]"
      >
        <div className="min-w-0 lg:col-start-2">
          <h1>{t("title")}</h1>
          <p className="mt-2 max-w-prose">{t("intro")}</p>
          <ul className="mt-3 flex max-w-prose list-disc flex-col gap-1.5 pl-5">
            <li>
              {t.rich("authorization", {
                code: (text) => <code className="break-words">{text}</code>,
                profile: (text) => (
                  <a href="/profile" className="link">
                    {text}
                  </a>
                ),
              })}
            </li>
            <li>{t("errors")}</li>
            <li>
              {t.rich("repeated", {
                code: (text) => <code>{text}</code>,
                days: LIMITS.idempotencyDays,
              })}
            </li>
            <li>
              {t("limits", {
                cases: LIMITS.selectionCases,
                rows: LIMITS.uploadRows,
                page: LIMITS.pageSize,
                body: LIMITS.bodyBytes / 1024 / 1024,
                upload: LIMITS.uploadBytes / 1024 / 1024,
              })}
            </li>
            <li>
              {t.rich("document", {
                link: (text) => (
                  <a href="/api/v1/openapi.json" className="link">
                    {text}
                  </a>
                ),
              })}
            </li>
          </ul>
        </div>
        <ApiReference locale={await currentLocale()} />
      </main>
    </>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { logOut } from "@/app/log-out";
import { setLanguage } from "@/app/preferences";
import { ApiOperation, type Operation } from "@/components/api-docs/operation";
import { type Schema, SchemaMembers } from "@/components/api-docs/schema";
import { TopBar } from "@/components/shell/top-bar";
import { LIMITS } from "@/lib/domain/limits";
import { openApi } from "@/lib/web/openapi";
import { currentActor } from "@/lib/web/session";
import { version } from "@/package.json";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.apiDocs"))("title") };
}

/** The API's document as a page, for people; programs read `/api/v1/openapi.json`, of which it is made. */
export default async function ApiDocsPage() {
  const t = await getTranslations("shell.apiDocs");
  const actor = await currentActor();
  const { paths, components } = openApi(version);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method,
      path,
      operation: operation as unknown as Operation,
    })),
  );
  const user = actor && {
    name: actor.name,
    organisation: actor.organisation?.name ?? null,
    isAdmin: actor.role === "admin",
  };
  return (
    <>
      <TopBar user={user} setLanguage={setLanguage} logOut={logOut} />
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
        <nav
          aria-label={t("contents")}
          className="text-sm lg:sticky lg:col-start-1 lg:row-start-1 lg:row-span-2 lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:self-start lg:overflow-y-auto"
        >
          <ul className="flex flex-col">
            {operations.map(({ method, path, operation }) => (
              <li key={operation.operationId}>
                <a
                  href={`#${operation.operationId}`}
                  className="flex min-h-7 items-center gap-2 rounded-md px-1 text-ink no-underline hover:bg-accent-tint"
                >
                  <span className="w-12 shrink-0 text-xs font-bold text-muted uppercase">{method}</span>
                  <span className="min-w-0 break-all">{path.replace("/api/v1", "")}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="flex min-w-0 flex-col gap-6 lg:col-start-2">
          <h2>{t("routes")}</h2>
          {operations.map((one) => (
            <ApiOperation key={one.operation.operationId} {...one} />
          ))}
          <h2>{t("schemas")}</h2>
          {Object.entries(components.schemas).map(([name, schema]) => (
            <section
              key={name}
              id={`schema-${name}`}
              aria-labelledby={`schema-${name}-head`}
              className="panel min-w-0 p-4 sm:p-6"
            >
              <h3 id={`schema-${name}-head`} className="mb-3 text-base">
                <code>{name}</code>
              </h3>
              <SchemaMembers schema={schema as Schema} />
            </section>
          ))}
        </div>
      </main>
    </>
  );
}

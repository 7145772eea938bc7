import { ApiOperation, type Operation, type Words } from "./operation";
import { type Schema, SchemaMembers } from "./schema";

type Documented = {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, unknown> };
};

/** The whole API: what there is, each route, each schema. `t` gives the words of `shell.apiDocs`. */
export function ApiDocument({ t, document: { paths, components } }: { t: Words; document: Documented }) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method,
      path,
      operation: operation as Operation,
    })),
  );
  return (
    <>
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
          <ApiOperation key={one.operation.operationId} t={t} {...one} />
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
    </>
  );
}

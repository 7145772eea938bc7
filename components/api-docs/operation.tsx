import { type Schema, SchemaMembers, SchemaType } from "./schema";

type Content = Record<string, { schema: Schema; example?: unknown }>;
/** The words of `shell.apiDocs` that the document needs. */
export type Words = (
  key: "contents" | "routes" | "schemas" | "parameters" | "body" | "example" | "answers",
) => string;
export type Operation = {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};

const TONE: Record<string, string> = {
  get: "bg-accent-tint text-accent",
  post: "bg-success-tint text-success",
  patch: "bg-warning-tint text-warning",
  delete: "bg-danger-tint text-danger",
};

/** `t` gives the words of `shell.apiDocs`: this is rendered outside any request, where no hook works. */
export function ApiOperation({
  t,
  method,
  path,
  operation,
}: {
  t: Words;
  method: string;
  path: string;
  operation: Operation;
}) {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  return (
    <section id={operationId} aria-labelledby={`${operationId}-head`} className="panel p-4 sm:p-6">
      <h3 id={`${operationId}-head`} className="flex flex-wrap items-center gap-x-3 gap-y-2 text-base">
        <span className={`rounded-md px-2 py-0.5 text-xs font-bold uppercase ${TONE[method]}`}>{method}</span>
        <code className="min-w-0 break-all">{path}</code>
      </h3>
      <p className="mt-1 text-muted" lang="en">
        {summary}
      </p>
      <div className="mt-4 flex flex-col gap-4">
        {parameters.length > 0 && (
          <Part title={t("parameters")}>
            <ul className="flex flex-col gap-1.5 text-sm" lang="en">
              {parameters.map((parameter) => (
                <li key={parameter.name}>
                  <code className="font-semibold">{parameter.name}</code>{" "}
                  <span className="text-xs text-muted">
                    {parameter.in}
                    {parameter.required && ", required"}
                  </span>{" "}
                  <code className="break-words text-muted">
                    <SchemaType schema={parameter.schema} />
                  </code>{" "}
                  {parameter.description ?? parameter.schema.description}
                </li>
              ))}
            </ul>
          </Part>
        )}
        {Object.entries(requestBody?.content ?? {}).map(([type, { schema, example }]) => (
          <Part key={type} title={`${t("body")}: ${type}`}>
            {schema.$ref ? (
              <code className="text-sm">
                <SchemaType schema={schema} />
              </code>
            ) : (
              <SchemaMembers schema={schema} />
            )}
            {example !== undefined && (
              <pre
                tabIndex={0}
                aria-label={t("example")}
                className="mt-3 overflow-x-auto rounded-md border border-line bg-page p-3 text-xs"
              >
                {JSON.stringify(example, null, 2)}
              </pre>
            )}
          </Part>
        ))}
        <Part title={t("answers")}>
          <ul className="flex flex-col gap-1 text-sm" lang="en">
            {Object.entries(responses).map(([status, { description, content }]) => (
              <li key={status} className="flex flex-wrap gap-x-2">
                <span className="font-semibold tabular-nums">{status}</span>
                {Object.entries(content ?? {}).map(([type, { schema }]) => (
                  <code key={type} className="break-words text-muted">
                    {schema.$ref ? <SchemaType schema={schema} /> : type}
                  </code>
                ))}
                <span className="min-w-0 break-words">{description}</span>
              </li>
            ))}
          </ul>
        </Part>
      </div>
    </section>
  );
}

const Part = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="min-w-0">
    <h4 className="mb-1.5 text-sm font-semibold">{title}</h4>
    {children}
  </div>
);

export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
};

const UUID = "[0-9a-f]{8}-";

/** One schema in a line: `string`, `uuid`, `Case[]`, `"stop" | "skip"`. A name leads to what it stands for. */
export function SchemaType({ schema }: { schema: Schema }): React.ReactNode {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return (
      <a href={`#schema-${name}`} className="link">
        {name}
      </a>
    );
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) {
    return either.map((one, i) => (
      <span key={i}>
        {i > 0 && " | "}
        <SchemaType schema={one} />
      </span>
    ));
  }
  if (schema.items) {
    return (
      <>
        <SchemaType schema={schema.items} />
        []
      </>
    );
  }
  if (schema.type === "string" && (schema.format === "uuid" || schema.pattern?.includes(UUID))) return "uuid";
  if (schema.type === "string" && schema.format) return schema.format;
  return [schema.type ?? "any"].flat().join(" | ");
}

const SHOWN = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"] as const;
const WORDS = {
  minLength: "≥ # characters",
  maxLength: "≤ # characters",
  minimum: "≥ #",
  maximum: "≤ #",
  minItems: "≥ # items",
  maxItems: "≤ # items",
};

const boundsOf = (schema: Schema) =>
  SHOWN.filter(
    (key) => Math.abs(schema[key] ?? Infinity) < 1e9 && !(key === "minimum" && schema.minimum === 0),
  )
    .map((key) => WORDS[key].replace("#", (schema[key] ?? 0).toLocaleString("en")))
    .join(", ");

/** The members of an object, those of unnamed objects within it indented below. */
export function SchemaMembers({ schema }: { schema: Schema }): React.ReactNode {
  if (schema.oneOf) {
    return (
      <ul className="flex flex-col gap-4">
        {schema.oneOf.map((one, i) => (
          <li key={i}>
            <SchemaMembers schema={one} />
          </li>
        ))}
      </ul>
    );
  }
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0)
    return (
      <code className="text-sm">
        <SchemaType schema={schema} />
      </code>
    );
  return (
    <ul className="flex flex-col gap-1.5 border-l-2 border-line pl-3 text-sm" lang="en">
      {members.map(([name, member]) => {
        const inner = member.items ?? member;
        const bounds = boundsOf(member.anyOf?.[0] ?? member);
        return (
          <li key={name}>
            <code className="font-semibold">{name}</code>{" "}
            {schema.required?.includes(name) && <span className="text-xs text-muted">required</span>}{" "}
            <code className="break-words text-muted">
              <SchemaType schema={member} />
            </code>
            {member.default !== undefined && (
              <span className="text-muted"> = {JSON.stringify(member.default)}</span>
            )}
            {bounds !== "" && <span className="text-muted"> ({bounds})</span>}
            {member.description && <span> {member.description}</span>}
            {inner.properties && (
              <div className="mt-1.5">
                <SchemaMembers schema={inner} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

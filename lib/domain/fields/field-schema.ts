import { field, isFieldKey } from "./fields";

const typeOf = (key: string): Record<string, unknown> => {
  if (!isFieldKey(key)) return { type: "string" };
  const definition = field(key);
  switch (definition.kind) {
    case "text":
      return { type: "string", maxLength: definition.max };
    case "integer":
      return { type: "integer", minimum: definition.min, maximum: definition.max };
    case "number_choice":
      return { type: "integer", enum: [...definition.choices] };
    case "choice":
      return { type: "string", enum: [...definition.choices] };
    case "boolean":
      return { type: "boolean" };
    case "date":
      return { type: "string", format: "date" };
    default:
      return { type: "string" };
  }
};

/** The JSON schema of a field or an address part as it is stored, or null. `readValue` accepts more spellings. */
export const fieldSchema = (key: string) => ({ anyOf: [typeOf(key), { type: "null" }] });

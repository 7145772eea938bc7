import { DomainError } from "@/lib/contract/errors";
import { importCases } from "@/lib/server/imports/import-file";
import { getGroup } from "@/lib/server/projects/groups";
import { importedAnswer } from "@/lib/web/api-answers";
import { errorsInstead } from "@/lib/web/errors-instead";
import { longWork } from "@/lib/web/long-work";
import { parseJson, readUpload } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

/** The fields of the form that are JSON. */
const AS_JSON = ["fields", "columns", "overrides", "omit"];

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/groups/{id}/import", {
  POST: async (input) => {
    // A foreign group is refused before the file is read.
    await getGroup(input.ctx, input.params.id);
    const { value: upload, hash } = await readUpload(input.request);
    const { file } = upload;
    if (!file) throw new DomainError("invalid", { faults: [{ path: "file", code: "file_missing" }] });
    const options = optionsOf(upload.fields);
    const instead = await errorsInstead(input, (check) =>
      importCases(input.ctx, input.params.id, file, { ...options, ...check }),
    );
    return (
      instead ??
      longWork(
        input,
        hash,
        (ctx) => importCases(ctx, input.params.id, file, options),
        (outcome) => importedAnswer(input.t, outcome),
      )
    );
  },
});

const optionsOf = (fields: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key, text]) => !(AS_JSON.includes(key) && text === ""))
      .map(([key, text]) => [key, optionOf(key, text)]),
  );

function optionOf(key: string, text: string): unknown {
  if (key === "acceptWarnings") return text === "true" ? true : text === "false" ? false : text;
  return AS_JSON.includes(key) ? jsonOf(key, text) : text;
}

function jsonOf(path: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("invalid", { faults: [{ path, code: "not_json" }] });
  }
}

import { DomainError } from "@/lib/domain/error";
import { importCases } from "@/lib/server/import-file";
import { getGroup } from "@/lib/server/projects";
import { importAnswer } from "@/lib/web/api-answers";
import { errorsInstead } from "@/lib/web/errors-instead";
import { longWork } from "@/lib/web/long-work";
import { readUpload } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

/** The parts of the form that are not plain text. */
const AS_JSON = ["fields", "columns", "overrides", "omit"];

export const POST = route<{ id: string }>(async (input) => {
  // A foreign group is answered before anything of the file is read.
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
    longWork(input, hash, async (ctx) =>
      importAnswer(input.t, await importCases(ctx, input.params.id, file, options)),
    )
  );
});

function optionsOf(fields: Record<string, string>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(fields)) {
    if (key === "acceptWarnings") options[key] = text === "true" ? true : text === "false" ? false : text;
    else if (!AS_JSON.includes(key)) options[key] = text;
    else if (text !== "") options[key] = jsonOf(key, text);
  }
  return options;
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("invalid", { faults: [{ path, code: "not_json" }] });
  }
}

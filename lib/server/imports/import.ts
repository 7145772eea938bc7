import "server-only";
import type { z } from "zod";
import type { CasesCreated } from "@/lib/contract/answers/imports";
import type { Wordless } from "@/lib/contract/answers/pieces";
import { formatAddress } from "@/lib/domain/addresses/address";
import { DomainError } from "@/lib/contract/errors";
import { AddCasesInput } from "@/lib/contract/inputs/imports";
import { LIMITS } from "@/lib/domain/limits";
import { insertCases } from "@/lib/server/cases/case-insert";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import { type Checked, checkRows } from "./import-check";
import { parseInput, write } from "@/lib/server/kernel/mutate";
import { getGroup } from "@/lib/server/projects/groups";
import { touchProject } from "@/lib/server/projects/projects";
import { sqlState, storable } from "@/lib/server/kernel/sql";

export type ImportOptions = Pick<z.output<typeof AddCasesInput>, "mode" | "onError" | "acceptWarnings">;
export type ImportOutcome = Wordless<CasesCreated>;

/**
 * `{fields, addresses, …}` → cases in a group of the actor's company, as `createCases`. `not_found` for a foreign
 * group.
 */
export async function addCases(ctx: Ctx, groupId: string, input: unknown): Promise<ImportOutcome> {
  // Counted before they are parsed, which takes long for too many.
  refuseTooMany((input as { addresses?: unknown } | null)?.addresses);
  const { fields, addresses, ...options } = parseInput(AddCasesInput, input);
  const rows = addresses.map((values, i) => ({ row: i + 1, values }));
  return createCases(ctx, "create_cases", groupId, fields, rows, options, {}, {});
}

/** The file of an upload: the header of each key, and the name and hash by which the file is recognised. */
export type ImportedFile = {
  columns?: Readonly<Record<string, string>>;
  fileName?: string;
  fileHash?: string;
  /** Problems of the file as a whole. */
  problems?: readonly RowProblem[];
};

/**
 * Checks rows, and creates them as cases. `check` writes nothing; `commit` checks in the transaction and creates.
 * `stop` with an error, or a warning that is not accepted, creates nothing and throws `import_has_errors` with the
 * problems; `skip` creates the other rows. No lock is taken: of two imports that create one address at the same time the
 * unique index refuses the second, whose rows are checked again. `about` is added to the answer.
 */
export async function createCases<About extends object>(
  ctx: Ctx,
  action: "create_cases" | "import_cases",
  groupId: string,
  fields: Readonly<Record<string, unknown>>,
  rows: readonly RawRow[],
  options: ImportOptions,
  file: ImportedFile,
  about: About,
): Promise<ImportOutcome & About> {
  const { columns = {}, problems: ofFile = [], ...aboutFile } = file;
  refuseTooMany(rows);
  const seen = await getGroup(ctx, groupId);
  demand(ctx, action);
  if (options.mode === "check") {
    const checked = await checkRows(ctx, seen, fields, rows, columns, ofFile);
    ctx.progress?.("checking", rows.length, rows.length);
    return { ...outcomeOf(rows, checked, options, null), ...about };
  }
  try {
    return await write(ctx, action, async ({ tx, operation }) => {
      const inside = { ...ctx, db: tx };
      // Its area may have moved to another company by now, and again when this is tried a second time.
      const group = await getGroup(inside, groupId);
      const checked = await checkRows(inside, group, fields, rows, columns, ofFile);
      ctx.progress?.("checking", rows.length, rows.length);
      const outcome = outcomeOf(rows, checked, options, operation.id);
      const refused = rows.length - outcome.ready;
      if (options.onError === "stop" && refused > 0) {
        throw new DomainError("import_has_errors", {
          params: { count: refused },
          extra: { rows: outcome.rows, created: 0, problems: outcome.problems },
        });
      }
      const good = checked.rows.filter((row) => isReady(row, options));
      const created = await insertCases(inside, tx, operation, {
        group,
        installerId: ctx.actor.id,
        shared: checked.shared,
        rows: good,
      });
      // Nobody who has been deactivated does anything.
      if (created < good.length) throw new DomainError("unauthenticated");
      if (created > 0) await touchProject(inside, tx, group.projectId);
      else operation.unchanged();
      const bad = new Set(checked.rows.filter((row) => !isReady(row, options)).map((row) => row.row));
      operation.describe({
        projectId: group.projectId,
        ownerId: group.ownerId,
        gridAreas: [group.gridArea],
        params: storable({ groupId, groupName: group.name, fields, ...aboutFile }),
        requested: rows.length,
        done: created,
        ...(bad.size > 0 && {
          leftOut: {
            rows: rows.filter((row) => bad.has(row.row)),
            problems: checked.problems.filter((p) => p.row === null || bad.has(p.row)),
          },
        }),
      });
      return { ...outcome, ...about, created };
    });
  } catch (error) {
    // Another import created one of the addresses after the check; a second check names it.
    if (sqlState(error) !== "23505") throw error;
    const checked = await checkRows(ctx, seen, fields, rows, columns, ofFile);
    throw new DomainError("import_has_errors", {
      params: { count: checked.rows.filter((row) => !isReady(row, options)).length },
      extra: { rows: rows.length, created: 0, problems: checked.problems },
    });
  }
}

function refuseTooMany(rows: unknown) {
  if (!Array.isArray(rows) || rows.length <= LIMITS.uploadRows) return;
  throw new DomainError("too_many_rows", { params: { count: rows.length, limit: LIMITS.uploadRows } });
}

const isReady = (row: { hasError: boolean; hasWarning: boolean }, options: ImportOptions) =>
  !row.hasError && (options.acceptWarnings || !row.hasWarning);

function outcomeOf(
  rows: readonly RawRow[],
  checked: Checked,
  options: ImportOptions,
  operationId: string | null,
): ImportOutcome {
  const withProblem = new Set(checked.problems.map((problem) => problem.row));
  return {
    operationId,
    rows: rows.length,
    created: 0,
    ready: checked.rows.filter((row) => isReady(row, options)).length,
    problems: checked.problems,
    repairs: checked.repairs,
    problemRows:
      options.mode === "check"
        ? rows
            .filter((row) => withProblem.has(row.row))
            .map(({ row, values }) => ({ row, values: { ...values } }))
        : [],
    addresses:
      options.mode === "check"
        ? checked.rows
            .filter((row) => !row.hasError)
            .map(({ row, address }) => ({ row, address: formatAddress(address) }))
        : [],
  };
}

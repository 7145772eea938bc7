import { z } from "zod";
import { type CaseFilter as Filter, DUE_STATUSES, WAITING } from "@/lib/domain/case-filter";
import { LIMITS } from "@/lib/domain/limits";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { cursor, fault, gridAreaCode, isUuid, limit, listOf, readText, UUID, uuid } from "./pieces";

/** One value or a list. A list over the limit is refused before its members are read. */
const oneOrMany = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (given, context) => {
      if (!Array.isArray(given) || given.length <= LIMITS.filterValues) return given;
      context.addIssue({ ...fault("too_large", { limit: LIMITS.filterValues }), input: undefined });
      return [];
    },
    z
      .union([schema, z.array(schema).max(LIMITS.filterValues)])
      .transform((given) => (Array.isArray(given) ? given : [given])),
  );

const asTyped = z.string().meta({ maxLength: LIMITS.searchLength });

/** One search, or several that must all find the case; empty ones are dropped. */
const searches = z
  .union([asTyped, z.array(asTyped).meta({ maxItems: LIMITS.searches })])
  .transform((given, context) => {
    const all = [given].flat();
    if (all.length > LIMITS.searches) {
      context.addIssue({ ...fault("too_large", { limit: LIMITS.searches }), input: undefined });
      return [];
    }
    return all.flatMap((raw, i) => {
      const { text, wrong } = readText(raw, LIMITS.searchLength, 0);
      if (wrong) context.addIssue({ ...wrong, input: undefined, path: Array.isArray(given) ? [i] : [] });
      return text || [];
    });
  });

/** The filter of cases; an absent list allows any value. `handler: "none"` finds cases without a handler, and
 * `waiting: "us"` those on which the caller's own side must act. */
export const CaseFilter = z.strictObject({
  project: oneOrMany(uuid).optional(),
  area: oneOrMany(gridAreaCode).optional(),
  group: oneOrMany(uuid).optional(),
  state: oneOrMany(z.enum(CASE_STATES)).optional(),
  installer: oneOrMany(uuid).optional(),
  handler: oneOrMany(z.union([z.literal("none"), uuid])).optional(),
  due: oneOrMany(z.enum(DUE_STATUSES)).optional(),
  waiting: oneOrMany(z.enum(WAITING)).optional(),
  q: searches.optional(),
}) satisfies z.ZodType<Filter>;
export type CaseFilter = z.output<typeof CaseFilter>;

/** A list of ids, which `readIds` checks: a schema for each of 50,000 ids would take long. */
const idList = z.array(z.unknown().meta({ type: "string", pattern: UUID.source }));

function readIds(given: unknown[], context: z.RefinementCtx): string[] {
  const ids = given.filter(isUuid);
  if (ids.length < given.length) {
    const stray = given.findIndex((id) => !isUuid(id));
    context.addIssue({ ...fault("invalid"), input: undefined, path: [stray] });
  }
  return ids.map((id) => id.toLowerCase());
}

/**
 * Cases by ids, with the versions that the caller saw; or the cases that match a filter, without `except`, of a project or
 * of all projects.
 */
export const Selection = z
  .strictObject({
    ids: idList.min(1).transform(readIds).optional(),
    versions: listOf(z.array(z.int().positive())).optional(),
    projectId: uuid.optional(),
    filter: CaseFilter.optional(),
    except: idList.max(LIMITS.selectionCases).transform(readIds).optional(),
  })
  .superRefine((selection, context) => {
    const { ids, versions } = selection;
    const beside = (["projectId", "filter", "except"] as const).find((key) => ids && selection[key]);
    const isMissing = !ids && !selection.projectId && !selection.filter;
    if (beside || isMissing)
      context.addIssue({ ...fault("ids_or_filter"), input: undefined, path: [beside ?? "ids"] });
    if (versions && versions.length !== ids?.length) {
      context.addIssue({ ...fault("one_version_per_id"), input: undefined, path: ["versions"] });
    } else if (ids && versions) {
      const seen = new Map(ids.map((id, i) => [id, versions[i]]));
      // Two versions for one case.
      const i = ids.findIndex((id, at) => seen.get(id) !== versions[at]);
      if (i >= 0)
        context.addIssue({ ...fault("contradictory_versions"), input: undefined, path: ["versions", i] });
    }
  });
export type Selection = z.output<typeof Selection>;

export const CaseIdsInput = z.strictObject({ ids: idList.max(LIMITS.selectionCases).transform(readIds) });
export const OffersInput = z.strictObject({ selection: Selection });
export const ValuesInput = z.strictObject({ selection: Selection });
export const SelectedListInput = z.strictObject({
  selection: Selection,
  cursor: cursor.optional(),
  limit: limit.default(LIMITS.pageSize),
});

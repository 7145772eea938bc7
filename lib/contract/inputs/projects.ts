import { z } from "zod";
import { LIMITS } from "@/lib/domain/limits";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { cursor, gridAreaCode, limit, name, text } from "./pieces";

export const ProjectInput = z.strictObject({ name, gridArea: gridAreaCode });
export const ProjectPatch = z.strictObject({ name });
export const GroupInput = z.strictObject({ name, caseType: z.enum(CASE_TYPES) });
export const GroupPatch = z.strictObject({ name });

export const PROJECT_SORTS = ["updated", "name", "cases", "waiting"] as const;
export type ProjectSort = (typeof PROJECT_SORTS)[number];

export const ProjectListInput = z.strictObject({
  q: text(LIMITS.searchLength, 0).optional(),
  gridArea: gridAreaCode.optional(),
  show: z.enum(["all", "needs_action", "active", "closed"]).default("all"),
  sort: z.enum(PROJECT_SORTS).default("updated"),
  cursor: cursor.optional(),
  limit: limit.default(50),
});

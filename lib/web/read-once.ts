import "server-only";
import { cache } from "react";
import { getCase } from "@/lib/server/cases/cases";
import { getProject } from "@/lib/server/projects/project-summaries";
import type { Ctx } from "@/lib/server/kernel/context";
import { found } from "./page";

/** What a page and its title both read; one request reads it once. */
export const projectOf = cache((ctx: Ctx, id: string) => found(getProject(ctx, id)));
export const caseOf = cache((ctx: Ctx, id: string) => found(getCase(ctx, id)));

import "server-only";
import { DomainError } from "@/lib/contract/errors";
import { isForAdministrators, may, type Verb } from "@/lib/domain/verbs";
import type { Ctx } from "./context";

/** Throws `forbidden` unless the actor's role may do this. What is for administrators alone is told to `ctx.refused`. */
export function demand(ctx: Ctx, verb: Verb): void {
  if (may(ctx.actor.role, verb)) return;
  if (isForAdministrators(verb)) ctx.refused?.(verb);
  throw new DomainError("forbidden");
}

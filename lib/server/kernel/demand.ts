import "server-only";
import { DomainError } from "@/lib/contract/errors";
import { may, type Verb } from "@/lib/domain/verbs";
import type { Ctx } from "./context";

/** Throws `forbidden` unless the actor's role may do this. */
export function demand(ctx: Ctx, verb: Verb): void {
  if (!may(ctx.actor.role, verb)) throw new DomainError("forbidden");
}

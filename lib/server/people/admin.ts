import "server-only";
import { DomainError } from "@/lib/domain/error";
import type { Ctx } from "@/lib/server/kernel/context";

/** Organisations, users, areas and seeding are an administrator's alone. */
export function requireAdmin(ctx: Ctx): void {
  if (ctx.actor.role !== "admin") throw new DomainError("forbidden");
}

import "server-only";
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { sendsMail } from "@/lib/server/mail/outbox";
import { rowsOf } from "@/lib/server/kernel/sql";

/** What a new system needs before its first project, in order. */
export const FIRST_STEPS = ["dso", "company", "users", "mail", "areas", "project"] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

/** Whether the system has a project: then it has begun, with mails or without. Administrators only. */
export async function hasBegun(ctx: Ctx): Promise<boolean> {
  demand(ctx, "see_administration");
  const [row] = await rowsOf<{ has: boolean }>(ctx.db, sql`select exists (select from projects) as has`);
  return row?.has ?? false;
}

/**
 * Which of the first steps are done: an open grid company with an open area; an open installer; a user of each who may
 * log in; a mail that was sent; postcodes for an open area; a project. `hasMailServer` is false when no mail can be sent.
 */
export async function firstSteps(
  ctx: Ctx,
): Promise<{ done: Record<FirstStep, boolean>; hasMailServer: boolean }> {
  demand(ctx, "see_administration");
  const openArea = sql`grid_areas g join organisations o on o.id = g.dso_id and o.is_active where g.is_active`;
  const hasUser = (role: "installer" | "dso") =>
    sql`exists (select from users u join organisations o on o.id = u.organisation_id and o.is_active
      where u.is_active and u.role = ${role})`;
  const [done] = await rowsOf<Record<FirstStep, boolean>>(
    ctx.db,
    sql`select exists (select from ${openArea}) as dso,
      exists (select from organisations where kind = 'installer' and is_active) as company,
      ${hasUser("installer")} and ${hasUser("dso")} as users,
      exists (select from outbox where sent_at is not null) as mail,
      exists (select from ${openArea} and exists (select from postcode_grid_areas p where p.grid_area = g.code)) as areas,
      exists (select from projects) as project`,
  );
  if (!done) throw new Error("the first steps were not read");
  return { done, hasMailServer: sendsMail() };
}

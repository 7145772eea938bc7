import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import { organisations } from "@/db/schema";
import { ActiveInput, OrganisationInput, OrganisationPatch } from "@/lib/contract/inputs/people";
import { DomainError } from "@/lib/contract/errors";
import type { InputFault } from "@/lib/domain/fault";
import { OPEN_STATES } from "@/lib/domain/actions/needs-action";
import type { OrganisationKind } from "@/lib/domain/vocabulary";
import { endAccess, endedTokens } from "./actors";
import type { Ctx } from "@/lib/server/kernel/context";
import type { Operation } from "@/lib/server/kernel/history";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseId, type Tx } from "@/lib/server/kernel/mutate";
import { constraintOf, inOrder, rowsOf, sqlState, textArray } from "@/lib/server/kernel/sql";

export type OrganisationSummary = {
  id: string;
  kind: OrganisationKind;
  name: string;
  cvr: string | null;
  gln: string | null;
  isActive: boolean;
  userCount: number;
  projectCount: number;
  openCaseCount: number;
  /** Nobody has ever belonged to it. */
  isUnused: boolean;
  gridAreas: string[];
} & Promised;

/** What a grid company promises, as it is stored. */
type Promised = Pick<
  typeof organisations.$inferSelect,
  "answerDays" | "meterDays" | "worksDecember24" | "worksDecember31"
>;

/** Every organisation by kind and name, with counts of what belongs to it. Administrators only. */
export async function listOrganisations(ctx: Ctx): Promise<OrganisationSummary[]> {
  demand(ctx, "keep_organisations");
  return rowsOf<OrganisationSummary>(
    ctx.db,
    sql`select o.id, o.kind, o.name, o.cvr, o.gln, o.is_active as "isActive",
      o.answer_days as "answerDays", o.meter_days as "meterDays", o.works_december24 as "worksDecember24",
      o.works_december31 as "worksDecember31",
      (select count(*)::int from users u where u.organisation_id = o.id and u.is_active) as "userCount",
      not exists (select from users u where u.organisation_id = o.id) as "isUnused",
      (select count(*)::int from projects p where o.id in (p.owner_id, p.dso_id)) as "projectCount",
      (select coalesce(sum(c.n), 0)::int from projects p join project_counts c on c.project_id = p.id and c.counted = 'all'
        where o.id in (p.owner_id, p.dso_id) and c.state = any(${textArray(OPEN_STATES)})) as "openCaseCount",
      coalesce((select array_agg(g.code::text order by g.code) from grid_areas g where g.dso_id = o.id), '{}') as "gridAreas"
    from organisations o order by o.kind desc, ${inOrder(sql`o.name`)}, o.id`,
  );
}

/** `{kind, name, cvr?, gln?}` → the new organisation's id; `already_exists` for a name that the kind has. */
export async function createOrganisation(ctx: Ctx, input: unknown): Promise<{ id: string }> {
  demand(ctx, "keep_organisations");
  return unique(() =>
    mutate(ctx, "create_organisation", OrganisationInput, input, async (values, { tx, operation }) => {
      await refuseTakenCvr(tx, values.cvr);
      const [created] = await tx.insert(organisations).values(values).returning({ id: organisations.id });
      if (!created) throw new Error("the organisation was not stored");
      operation.describe({ params: { name: values.name } });
      await operation.record([
        {
          subject: "organisation",
          subjectId: created.id,
          action: "create_organisation",
          changes: { name: [null, values.name] },
        },
      ]);
      return created;
    }),
  );
}

/**
 * `{name, cvr?, gln?}`, and of a grid company `{answerDays?, meterDays?, worksDecember24?, worksDecember31?}`: changes an
 * organisation; `already_exists` for a name that the kind has. Cases keep the days that they were promised.
 */
export async function updateOrganisation(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_organisations");
  return unique(() =>
    mutate(ctx, "update_organisation", OrganisationPatch, input, async (values, { tx, operation }) => {
      const before = await lookUp(tx, id);
      const { name, cvr = null, gln = null, ...promised } = values;
      const given = before.kind === "dso" ? promised : {};
      const after = { name, cvr, gln, ...given };
      if (after.cvr !== before.cvr) await refuseTakenCvr(tx, after.cvr, before.id);
      await tx.update(organisations).set(after).where(eq(organisations.id, before.id));
      operation.describe({ params: { name: values.name } });
      const changes: Record<string, readonly [unknown, unknown]> = {
        name: [before.name, after.name],
        cvr: [before.cvr, after.cvr],
        gln: [before.gln, after.gln],
        ...Object.fromEntries(
          Object.entries(given).map(([key, value]) => [key, [before[key as keyof Promised], value]]),
        ),
      };
      await operation.record([
        {
          subject: "organisation",
          subjectId: before.id,
          action: "update_organisation",
          changes: differing(changes),
        },
      ]);
    }),
  );
}

/** `{isActive}`: opens or closes an organisation; either ends its users' sessions and tokens. Its projects stay. */
export async function setOrganisationActive(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_organisations");
  return mutate(
    ctx,
    "set_organisation_active",
    ActiveInput,
    input,
    async ({ isActive }, { tx, operation }) => {
      const before = await lookUp(tx, id);
      operation.describe({ params: { name: before.name, isActive } });
      if (before.isActive === isActive) return operation.unchanged();
      await openOrClose(tx, operation, before.id, isActive);
    },
  );
}

/** Opens an organisation that is closed, or closes one that is open, with its event. */
export async function openOrClose(
  tx: Tx,
  operation: Operation,
  id: string,
  isActive: boolean,
): Promise<void> {
  await tx.update(organisations).set({ isActive }).where(eq(organisations.id, id));
  // Also when it opens: tokens from before must not work again.
  const tokens = await endAccess(tx, sql`u.organisation_id = ${id}`);
  await operation.record([
    {
      subject: "organisation",
      subjectId: id,
      action: "set_organisation_active",
      changes: { isActive: [!isActive, isActive], ...endedTokens(tokens) },
    },
  ]);
}

async function lookUp(tx: Tx, id: string) {
  const [found] = await tx
    .select()
    .from(organisations)
    .where(eq(organisations.id, parseId(id)))
    .for("update");
  if (!found) throw new DomainError("not_found");
  return found;
}

/** The pairs [before, after] that differ. */
export const differing = (
  changes: Record<string, readonly [unknown, unknown]>,
): Record<string, [unknown, unknown]> =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([key, [before, after]]) =>
      before === after ? [] : [[key, [before, after]]],
    ),
  );

/** The fault that each unique index stands for. */
const UNIQUE: Record<string, InputFault> = {
  organisations_kind_name_key: { path: "name", code: "name_taken" },
  views_own_name: { path: "name", code: "name_taken" },
  views_shared_name: { path: "name", code: "name_taken" },
  users_email_key: { path: "email", code: "email_taken" },
};

/** Does `work`; a violated unique index becomes `already_exists` with the fault of its field. */
export async function unique<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== "23505") throw error;
    const fault = UNIQUE[constraintOf(error) ?? ""];
    throw new DomainError("already_exists", fault && { faults: [fault] });
  }
}

/** Any constant number: it names the lock under which CVR numbers are compared and stored. */
const CVR_LOCK = 7_914_132;

/**
 * Throws `already_exists` for another organisation's CVR number. There is no unique index, since older data may repeat
 * one.
 */
export async function refuseTakenCvr(tx: Tx, cvr: string | null | undefined, ownId?: string): Promise<void> {
  if (!cvr) return;
  await tx.execute(sql`select pg_advisory_xact_lock(${CVR_LOCK})`);
  const [other] = await tx
    .select({ name: organisations.name })
    .from(organisations)
    .where(and(eq(organisations.cvr, cvr), ownId ? ne(organisations.id, ownId) : undefined));
  if (other) {
    const fault: InputFault = { path: "cvr", code: "cvr_taken", params: { name: other.name } };
    throw new DomainError("already_exists", { faults: [fault] });
  }
}

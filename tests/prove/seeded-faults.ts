/**
 * Faults that a tired person could write, one a line of code, and the tests that must notice each: a file of the tests
 * without its ending, below `tests/`. `npm run prove -- NET` writes them into a copy one at a time.
 */
export type SeededFault = { file: string; right: string; wrong: string; tests: string };

/**
 * Conditions of sight without which nothing can be seen that is not seen with them, by what stands before each. They are
 * there all the same: whoever reads a query need not know the others.
 */
export const UNNOTICEABLE_CONDITIONS: readonly { file: string; before: string; reason: string }[] = [
  {
    file: "lib/server/cases/matching-cases.ts",
    before: "export const stillMatching = (ctx: Ctx, filter: CaseFilter): SQL =>\n  allOf([",
    reason:
      "the ids were found for the same actor; it holds those back whose company changed before they were locked",
  },
  {
    file: "lib/server/cases/matching-cases.ts",
    before: "as id from ${projects} where ${",
    reason: "it says in which projects to search; of what is found there the visible cases are read",
  },
  {
    file: "lib/server/cases/work-list.ts",
    before: "as created_at ${from} from ${projects}\n        where ${",
    reason: "of each project the visible cases alone are read beside it",
  },
  {
    file: "lib/server/kernel/history.ts",
    before: "join ${projects} on ${projects.id} = t.project_id and ${",
    reason: "they are the projects of the cases that the same actor has just changed",
  },
  {
    file: "lib/server/news/notifications.ts",
    before: "and ${operations.projectId} = n.project_id and ${",
    reason: "the notice is of a visible project, and who sees a project sees the parts of operations there",
  },
  {
    file: "lib/server/cases/case-numbers.ts",
    before: "as at from ${cases}\n        where ${",
    reason: "only grid companies set these numbers, and see all cases of their own company",
  },
  {
    file: "lib/server/imports/check-addresses.ts",
    before: "on ${projects.id} = ${cases.projectId}\n      where ${",
    reason: "the cases are those of the owner, and nobody but the owner and administrators adds addresses",
  },
  {
    file: "lib/server/imports/check-addresses.ts",
    before: "sql`select distinct street from ${cases}\n      where ${",
    reason: "the group was looked up for the same actor, and who sees a project sees all of its cases",
  },
];

/**
 * Conditions of one query, each of which would be enough: a fault takes all of them away, as nothing more is seen while one is
 * there.
 */
export const REDUNDANT_CONDITIONS: readonly { file: string; befores: readonly string[] }[] = [
  {
    file: "lib/server/cases/case-changes.ts",
    befores: [
      "select hit.* from (select id from ${projects} where ${",
      'as "updatedAt" from ${cases}\n        where ${',
      "from ${historyEvents} e ${withTheirCases} and ${",
    ],
  },
  {
    file: "lib/server/cases/matching-cases.ts",
    befores: [": projectId;\n  return allOf([\n    ", ".some(Boolean);\n  return allOf([\n    "],
  },
  {
    file: "lib/server/cases/matching-cases.ts",
    befores: [
      "select id, name, updated_at from ${projects} where ${",
      "select ${hitColumns} from ${cases} where ${",
    ],
  },
  {
    file: "lib/server/cases/selection.ts",
    befores: ["? { where: ", "on ${projects.id} = g.project_id\n      where ${"],
  },
  {
    file: "lib/server/cases/work.ts",
    befores: ["on ${projects.id} = c.project_id\n        where ${", "as address from ${cases} where ${"],
  },
];

const fault = (file: string, right: string, wrong: string, tests: string): SeededFault => ({
  file,
  right,
  wrong,
  tests,
});

export const SEEDED_FAULTS: readonly SeededFault[] = [
  // Lists, their pages, sorts and filters.
  fault(
    "lib/server/cases/case-list.ts",
    "sort.descending ? sql`<` : sql`>`",
    "sort.descending ? sql`>` : sql`<`",
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/case-list.ts",
    "rows.length > limit && last",
    "rows.length >= limit && last",
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/case-list.ts",
    "handler: { ...thenAddress(sql`h.name_order`), joins: handlers }",
    "handler: { ...thenAddress(sql`i.name_order`), joins: installers }",
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/case-list.ts",
    "updatedAt: { expression: sql`${cases.updatedAt}`",
    "updatedAt: { expression: sql`${cases.createdAt}`",
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/case-list.ts",
    "order by page.place ${direction}, page.id ${direction}",
    "order by page.id ${direction}",
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/matching-cases.ts",
    "filter.installer && sql`${cases.installerId}",
    "filter.installer && sql`${cases.handlerId}",
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/matching-cases.ts",
    'or ${filter.handler.includes("none")} and',
    'or ${!filter.handler.includes("none")} and',
    "server/list-pages",
  ),
  fault(
    "lib/server/cases/selected-cases.ts",
    "(${cases.addressSort}, ${cases.id}) > (",
    "(${cases.addressSort}, ${cases.id}) >= (",
    "server/list-pages",
  ),
  fault(
    "lib/server/projects/project-summaries.ts",
    'show === "active" ?',
    'show !== "active" ?',
    "server/list-pages",
  ),
  fault(
    "lib/server/projects/project-summaries.ts",
    "${projects.id}) ${descending ? sql`<` : sql`>`}",
    "${projects.id}) ${descending ? sql`>` : sql`<`}",
    "server/list-pages",
  ),
  fault("lib/server/kernel/access.ts", "operations.grid_areas[1] = area.code", "true", "server/operations"),
  fault(
    "lib/server/kernel/access.ts",
    "then ${gridAreas} <@ ${areas} else",
    "then true else",
    "server/isolation-by-conditions",
  ),
  fault(
    "lib/server/operations/operations.ts",
    "(${operations.at}, ${operations.id}) < (",
    "(${operations.at}, ${operations.id}) > (",
    "server/second-doors",
  ),
  fault(
    "lib/server/operations/operations.ts",
    "beginningOf(sql`${to}::date + 1`)",
    "beginningOf(sql`${to}::date`)",
    "server/operations",
  ),
  fault(
    "lib/server/operations/operations.ts",
    "actor ? eq(operations.actorId, actor) : undefined",
    "undefined",
    "server/operations",
  ),
  // Bulk: decisions, versions, what is told.
  fault(
    "lib/server/cases/bulk.ts",
    'if (seen !== undefined && seen !== row.version) block("changed_since");\n    else if',
    "if",
    "server/bulk",
  ),
  fault(
    "lib/server/cases/bulk.ts",
    'request.onBlocked === "stop" && (blocked.length > 0 || selected.missing.length > 0)',
    'request.onBlocked === "stop" && blocked.length > 0',
    "server/isolation",
  ),
  fault(
    "lib/server/cases/bulk.ts",
    "planned.changes === null) unchangedIds",
    "planned.changes === undefined) unchangedIds",
    "server/bulk",
  ),
  fault(
    "lib/server/cases/bulk.ts",
    "return values.size === 1 ? ([...values][0] ?? null) : null;",
    "return [...values][0] ?? null;",
    "server/sight",
  ),
  fault(
    "lib/server/cases/bulk.ts",
    'ownerId: only("ownerId"),',
    "ownerId: selected.cases[0]?.ownerId ?? null,",
    "server/sight",
  ),
  fault("lib/server/cases/selection.ts", "${read.lock ? sql`for update` : sql``}", "", "server/concurrency"),
  fault(
    "lib/server/cases/selection.ts",
    "except.length > 0 ? sql`${matching} and not ${cases.id} = any(${uuidArray(except)})` : matching;",
    "except.length > 0 ? matching : matching;",
    "server/bulk",
  ),
  fault(
    "lib/server/cases/selection.ts",
    "if (count > LIMITS.selectionCases)",
    "if (count >= LIMITS.selectionCases)",
    "server/selection-limit",
  ),
  fault(
    "lib/server/cases/action-plan.ts",
    "user.organisationId === ctx.actor.organisation?.id",
    "true",
    "server/second-doors",
  ),
  fault(
    "lib/server/cases/action-plan.ts",
    "row[side] !== user.organisationId",
    "false",
    "server/second-doors",
  ),
  fault(
    "lib/server/cases/action-plan.ts",
    "and(eq(users.id, userId ?? sql`null`), eq(users.isActive, sql`true`))",
    "eq(users.id, userId ?? sql`null`)",
    "server/second-doors",
  ),
  fault(
    "lib/server/cases/case-update.ts",
    "if (written !== changed.length)",
    "if (written > changed.length)",
    "server/concurrency",
  ),
  fault(
    "lib/server/cases/case-update.ts",
    "set version = c.version + 1, updated_at",
    "set version = c.version, updated_at",
    "server/bulk",
  ),
  fault(
    "lib/domain/actions/rules.ts",
    'approve: { from: { dso: ["submitted"] }',
    'approve: { from: { dso: ["submitted", "rejected"] }',
    "domain/rules",
  ),
  fault(
    "lib/domain/actions/rules.ts",
    "change_handler: { from: { dso: NOT_ARCHIVED, admin: NOT_ARCHIVED }",
    "change_handler: { from: { dso: NOT_ARCHIVED }",
    "domain/rules",
  ),
  fault(
    "lib/domain/actions/offers.ts",
    "offered: eligible > 0 && blocked.length === 0",
    "offered: eligible > 0",
    "domain/offers",
  ),
  // Undo.
  fault("lib/server/operations/undo.ts", "if (refusal) throw refusal;", "", "server/undo"),
  fault("lib/server/operations/undo.ts", "await refuseChanged(ctx, tx, id, events);", "", "server/undo"),
  fault(
    "lib/server/operations/undo.ts",
    'if (refusal?.code === "operation_expired") await refuseAnonymised(tx, id);',
    "",
    "server/anonymise",
  ),
  fault("lib/server/operations/undo.ts", "await refuseAnonymised(tx, operationId);", "", "server/anonymise"),
  fault("lib/server/retention/extract.ts", 'demand(ctx, "keep_retention");', "", "server/isolation"),
  fault(
    "lib/server/retention/extract.ts",
    'await audit(ctx, "extracted", { name: email });',
    "",
    "server/extract",
  ),
  fault("lib/server/operations/undo.ts", "await refuseMoved(tx, id);", "", "server/sight"),
  fault("lib/server/operations/undo.ts", "await refuseInactive(tx, events);", "", "server/undo"),
  fault(
    "lib/server/operations/undo.ts",
    'if (await shareNumbers(tx, ids)) throw new DomainError("number_given_away");',
    "",
    "server/case-numbers",
  ),
  fault(
    "lib/server/operations/undo.ts",
    '      .for("update");\n    if (!found) throw',
    "      ;\n    if (!found) throw",
    "server/concurrency",
  ),
  fault("lib/server/operations/undo.ts", "[key, [after, before]]", "[key, [before, after]]", "server/undo"),
  fault(
    "lib/server/operations/operations.ts",
    "if (ctx.now > deadlineOf(operation.at))",
    "if (ctx.now < deadlineOf(operation.at))",
    "server/undo",
  ),
  fault(
    "lib/server/operations/operations.ts",
    'if (operation.undoneBy) return new DomainError("operation_already_undone");',
    "",
    "server/undo",
  ),
  // Creating and importing.
  fault(
    "lib/server/imports/check-addresses.ts",
    'errorIn(one, "street", "duplicate_in_file"',
    'warningIn(one, "street", "duplicate_in_file"',
    "server/import-check",
  ),
  fault(
    "lib/server/imports/check-addresses.ts",
    'errorIn(row, "postcode", "postcode_outside_grid_area"',
    'warningIn(row, "postcode", "postcode_outside_grid_area"',
    "server/import-check",
  ),
  fault(
    "lib/server/imports/check-addresses.ts",
    "if (!city && town) row.address.city = town;",
    'if (!city && town) row.address.city = "";',
    "server/import-check",
  ),
  fault(
    "lib/server/imports/import-check.ts",
    "row.hasError = bad.has(null) || bad.has(row.row);",
    "row.hasError = bad.has(row.row);",
    "server/import-check",
  ),
  fault(
    "lib/server/imports/import-check.ts",
    'const UNTIED: readonly string[] = ["cadastralNumber", "reference", "remarks"];',
    'const UNTIED: readonly string[] = ["cadastralNumber", "reference", "remarks", "ampere"];',
    "server/import-check",
  ),
  fault(
    "lib/server/imports/import.ts",
    "!row.hasError && (options.acceptWarnings || !row.hasWarning)",
    "!row.hasError",
    "server/import-check",
  ),
  fault(
    "lib/server/imports/import.ts",
    'if (sqlState(error) !== "23505") throw error;',
    "throw error;",
    "server/second-doors",
  ),
  fault(
    "lib/server/imports/import.ts",
    "const group = await getGroup(inside, groupId);",
    "const group = seen;",
    "server/second-doors",
  ),
  fault("lib/server/imports/import.ts", "else operation.unchanged();", "", "server/import-check"),
  fault(
    "lib/server/imports/workbooks.ts",
    'and "row" > ${last} order by "row"',
    'and "row" >= ${last} order by "row"',
    "server/left-out",
  ),
  fault(
    "lib/server/imports/workbooks.ts",
    "const cells = columns.map(",
    "const cells = columns.slice(0, -1).map(",
    "server/left-out",
  ),
  // Repeated requests.
  fault(
    "lib/server/kernel/idempotency.ts",
    'if (!earlier.isInSight) throw new DomainError("not_found");',
    "",
    "server/kernel-writes",
  ),
  fault(
    "lib/server/kernel/idempotency.ts",
    "earlier.requestHash !== once.requestHash",
    "false",
    "server/kernel-writes",
  ),
  fault(
    "lib/server/kernel/idempotency.ts",
    'isRefusal(error, "cases_blocked") || isRefusal(error, "import_has_errors")',
    'isRefusal(error, "cases_blocked")',
    "server/kernel-writes",
  ),
  fault(
    "lib/web/request-body.ts",
    "`${request.method} ${new URL(request.url).pathname}\\n`",
    "`${request.method}\\n`",
    "web/request-hash",
  ),
  fault(
    "lib/web/request-body.ts",
    'JSON.stringify([...fields]), file?.bytes ?? ""',
    "JSON.stringify([...fields])",
    "web/request-hash",
  ),
  // People.
  fault(
    "lib/server/people/users.ts",
    '    .orderBy(users.id)\n    .for("update");',
    "    .orderBy(users.id);",
    "server/ids",
  ),
  fault(
    "lib/server/people/users.ts",
    'if (!isActive && isLast) throw new DomainError("last_admin");',
    "",
    "server/users",
  ),
  fault(
    "lib/server/people/users.ts",
    "if (!isActive) await handOver(ctx, tx, operation, user, moveTo);",
    "",
    "server/users",
  ),
  fault(
    "lib/server/people/users.ts",
    "const tokens = await endAccess(tx, sql`u.id = ${user.id}`);",
    "const tokens = 0 as never;",
    "server/users",
  ),
  fault(
    "lib/server/people/users.ts",
    "if (given.password !== undefined) await confirmPassword(ctx, given.password);",
    "",
    "server/users",
  ),
  fault("lib/server/people/tokens.ts", "and t.revoked_at is null and", "and", "web/session"),
  fault("lib/server/people/tokens.ts", "coalesce(t.expires_at > ${at}, true)", "true", "web/session"),
  fault(
    "lib/server/people/tokens.ts",
    "          eq(apiTokens.userId, ctx.actor.id),\n          isNull",
    "          isNull",
    "web/session",
  ),
  fault(
    "lib/server/people/sessions.ts",
    "${parseId(sessionId)}::uuid and user_id = ${ctx.actor.id}::uuid",
    "${parseId(sessionId)}::uuid",
    "web/session",
  ),
  fault(
    "lib/server/people/sessions.ts",
    "and id is distinct from ${ctx.actor.sessionId}::uuid returning id",
    "returning id",
    "web/session",
  ),
  fault(
    "lib/server/people/login.ts",
    "isHashOf && user?.isActive === true && ",
    "isHashOf && user && ",
    "server/users",
  ),
  fault(
    "lib/server/people/login.ts",
    "if (own > LIMITS.loginTries) {",
    "if (own > LIMITS.loginTries * 2) {",
    "web/login",
  ),
  fault(
    "lib/server/people/organisations.ts",
    "const tokens = await endAccess(tx, sql`u.organisation_id = ${id}`);",
    "const tokens = 0 as never;",
    "web/session",
  ),
  // Projects and groups.
  fault(
    "lib/server/projects/projects.ts",
    'if (count > 0) throw new DomainError("project_not_empty", { params: { count } });',
    "",
    "server/projects",
  ),
  fault("lib/server/projects/projects.ts", "eq(organisations.isActive, true),", "", "server/grid-areas"),
  fault(
    "lib/server/projects/groups.ts",
    "await tx.delete(groups).where(eq(groups.id, group.id));",
    "await tx.delete(groups).where(eq(groups.id, group.id)); return operation.unchanged();",
    "server/second-doors",
  ),
  // The web.
  fault(
    "lib/web/route.ts",
    'if (isChange(request) && !isToken && !isSameOrigin(request)) throw new DomainError("cross_site");',
    'if (request.method === "POST" && !isToken && !isSameOrigin(request)) throw new DomainError("cross_site");',
    "api/sessions",
  ),
  fault(
    "lib/web/route.ts",
    'const isChange = ({ method }: Request) => !["GET", "HEAD"].includes(method);',
    'const isChange = ({ method }: Request) => method === "POST";',
    "api/sessions",
  ),
  fault(
    "lib/web/request-body.ts",
    "    if (length > LIMITS.bodyBytes) throw tooLarge();\n",
    "",
    "web/request-body",
  ),
  fault(
    "lib/front/same-origin.mjs",
    'return site === "same-origin";',
    'return site !== "cross-site";',
    "web/same-origin",
  ),
  // Dates.
  fault("lib/domain/working-days.ts", '"12-25", "12-26", "12-31"', '"12-25", "12-31"', "domain/working-days"),
  fault(
    "lib/domain/working-days.ts",
    "if (year < 2024) days.add",
    "if (year <= 2024) days.add",
    "domain/working-days",
  ),
  fault(
    "lib/domain/working-days.ts",
    "const AROUND_EASTER = [-3, -2, 1, 39, 50];",
    "const AROUND_EASTER = [-3, -2, 1, 39];",
    "domain/working-days",
  ),
];

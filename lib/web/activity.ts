import "server-only";
import { getFormatter, getTranslations } from "next-intl/server";
import type { Ctx } from "@/lib/server/context";
import { activityChoices, listOperations } from "@/lib/server/operations";
import { filled, found } from "./page";

/** What the activity list of one project, or with null of everything visible, shows for a query. */
export async function shownActivity(
  ctx: Ctx,
  projectId: string | null,
  path: string,
  given: Record<string, string | string[] | undefined>,
) {
  const query = filled(given, ["actor", "action", "from", "to", "cursor"]);
  const [{ operations, nextCursor }, { actors, actions }] = await found(
    Promise.all([listOperations(ctx, projectId, query), activityChoices(ctx, projectId)]),
  );
  const words = await getTranslations("domain.history");
  const format = await getFormatter();
  const wordOf = (action: string) => (words.has(action as "approve") ? words(action as "approve") : action);
  return {
    path,
    query,
    actors,
    actions: actions
      .map((id) => ({ id, name: wordOf(id) }))
      .sort((a, b) => a.name.localeCompare(b.name, "da")),
    more: nextCursor
      ? `${path}?${new URLSearchParams({ ...(query as Record<string, string>), cursor: nextCursor })}`
      : null,
    operations: operations.map((operation) => ({
      id: operation.id,
      when: format.dateTime(operation.at, { dateStyle: "medium", timeStyle: "short" }),
      what: wordOf(operation.action),
      who: operation.actorName,
      organisation: operation.organisationName,
      project:
        operation.projectId && operation.projectName
          ? { id: operation.projectId, name: operation.projectName }
          : null,
      done: operation.done,
      skipped: operation.blockedCount + operation.missingCount + operation.leftOutRows,
      isUndone: operation.undoneBy !== null,
      undoMinutes: operation.undoUntil
        ? Math.max(1, Math.ceil((operation.undoUntil.getTime() - ctx.now.getTime()) / 60_000))
        : 0,
    })),
  };
}

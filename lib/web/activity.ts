import "server-only";
import { getTranslations } from "next-intl/server";
import { ACTIONS } from "@/lib/domain/vocabulary";
import { actorText, companyText, operationLabel } from "@/lib/messages/sentences";
import type { Ctx } from "@/lib/server/kernel/context";
import { activityChoices, listOperations } from "@/lib/server/operations/operations";
import { pageTranslator } from "./i18n";
import { filled, found } from "./page";

const CASE_ACTIONS: readonly string[] = [...ACTIONS, "create_cases", "import_cases", "undo", "anonymise"];

/** A page of the activity list of a project, or with null of all that is visible, for a query. */
export async function shownActivity(
  ctx: Ctx,
  projectId: string | null,
  path: string,
  given: Record<string, string | string[] | undefined>,
) {
  const query = filled(given, ["actor", "action", "from", "to", "news", "since", "partOf", "cursor"]);
  const [{ operations, nextCursor }, { actors, actions }] = await found(
    Promise.all([listOperations(ctx, projectId, query), activityChoices(ctx, projectId)]),
  );
  const words = await getTranslations("domain");
  const text = await pageTranslator();
  return {
    path,
    query,
    news: newsTold(query, (at) => words("moment", { at })),
    arePartsOfOne: query.partOf !== undefined,
    actors: actors.map(({ id, name, organisation }) => ({ id, name: actorText(text, name, organisation) })),
    actions: actions
      .map((id) => ({ id, name: operationLabel(text, id) }))
      .sort((a, b) => a.name.localeCompare(b.name, "da")),
    more: nextCursor
      ? `${path}?${new URLSearchParams({ ...(query as Record<string, string>), cursor: nextCursor })}`
      : null,
    operations: operations.map((operation) => ({
      id: operation.id,
      when: words("moment", { at: operation.at }),
      what: operationLabel(text, operation.action),
      who: operation.actorName,
      organisation: companyText(text, operation.actorName, operation.organisationName),
      project:
        operation.projectId && operation.projectName
          ? { id: operation.projectId, name: operation.projectName }
          : null,
      // The event of a new project or group is no case.
      done: CASE_ACTIONS.includes(operation.action) ? operation.done : 0,
      skipped: operation.blockedCount + operation.missingCount + operation.leftOutRows,
      isUndone: operation.undoneBy !== null,
      undoMinutes: operation.undoUntil
        ? Math.max(1, Math.ceil((operation.undoUntil.getTime() - ctx.now.getTime()) / 60_000))
        : 0,
    })),
  };
}

function newsTold({ news, since }: Record<string, string | string[]>, told: (at: Date) => string) {
  const whose = (["mine", "others"] as const).find((one) => one === news);
  return whose ? { whose, since: typeof since === "string" ? told(new Date(since)) : null } : null;
}

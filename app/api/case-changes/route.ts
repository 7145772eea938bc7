import { changesSince } from "@/lib/server/cases/case-changes";
import { ownEndpoint } from "@/lib/web/route";

/** What others have changed while a list is open. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = ownEndpoint(null, {
  GET: async ({ ctx, query }) => changesSince(ctx, query),
});

import "server-only";
import { cookies } from "next/headers";
import { type CaseColumnId, isCaseColumn, type ListLook } from "@/lib/domain/case-columns";

/** The known columns in a list of their names, each once; null for none. */
export function columnsIn(given: string | undefined): CaseColumnId[] | null {
  const columns = [...new Set(given?.split(","))].filter(isCaseColumn);
  return columns.length > 0 ? columns : null;
}

/** How this browser is to show lists of cases. */
export async function listLook(): Promise<ListLook> {
  const jar = await cookies();
  return {
    columns: columnsIn(jar.get("columns")?.value),
    isCompact: jar.get("density")?.value === "compact",
  };
}

import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";

/** Every word of the search must stand somewhere in the case's address, number or reference. */
export function matchesSearch(q: string): SQL {
  const words = q
    .split(/[\s,.]+/)
    .filter(Boolean)
    .slice(0, 10);
  const haystack = sql`concat_ws(' ', ${cases.street}, ${cases.houseNo}, ${cases.floor}, ${cases.door}, ${cases.postcode},
    ${cases.city}, ${cases.number}::text, ${cases.fields}->>'reference')`;
  const conditions = words.map((word) => sql`${haystack} ilike ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`);
  return conditions.length > 0 ? sql`(${sql.join(conditions, sql` and `)})` : sql`true`;
}

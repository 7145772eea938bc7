import { rawRows } from "./database";

/** How many rows of each table hold a text anywhere, in any column and whatever its capitals; tables without are left out. */
export async function rowsHolding(text: string): Promise<Record<string, number>> {
  const tables = await rawRows<{ name: string }>(
    `select quote_ident(c.relname) as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await rawRows<{ n: number }>(
      `select count(*)::int as n from ${name} t where lower(to_jsonb(t)::text) like '%' || lower($1) || '%'`,
      [text],
    );
    if (row?.n) found[name] = row.n;
  }
  return found;
}

/**
 * Fills a fresh database with a world for each file of the contract tests, before the server takes it over, and
 * writes who is in them, with a password and a token each: tsx tests/support/api-world.ts FILE WORLD …
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { migratePostgres, openEmbedded, openPostgres } from "@/db/client";
import { env } from "@/lib/env";
import { hashPassword } from "@/lib/server/people/passwords";
import { createToken } from "@/lib/server/people/tokens";
import { fillDatabase } from "./database";
import { aWorld, ctxOf, PASSWORD } from "./factories";

async function main([file = "", ...names]: string[]) {
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  const opened = env.DATABASE_URL
    ? await openPostgres(env.DATABASE_URL)
    : await openEmbedded(resolve(env.DATA_DIR));
  fillDatabase(opened);
  const worlds: Record<string, unknown> = {};
  for (const name of names) {
    const { gridArea, otherArea, ...actors } = await aWorld();
    const people = await Promise.all(
      Object.entries(actors).map(async ([role, actor]) => {
        const { token } = await createToken(ctxOf(actor), { name: "Kontraktprøve", password: PASSWORD });
        const { token: readToken } = await createToken(ctxOf(actor, new Date()), {
          name: "Læser",
          password: PASSWORD,
          scope: "read",
          days: 30,
        });
        return [role, { ...actor, password: PASSWORD, token, readToken }];
      }),
    );
    worlds[name] = { gridArea, otherArea, people: Object.fromEntries(people) };
  }
  await opened.db.execute(sql`update users set password_hash = ${await hashPassword(PASSWORD)}`);
  await opened.close();
  writeFileSync(file, JSON.stringify(worlds));
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`The worlds of the contract tests were not made: ${error.stack}\n`);
  process.exit(1);
});

/**
 * Fills a database with a world, invitations and identities for the tests of single sign-on, and writes who is in it:
 * tsx tests/support/sign-on-world.ts FILE ISSUER
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { eq, sql } from "drizzle-orm";
import { migratePostgres, openEmbedded, openPostgres } from "@/db/client";
import { identities, organisations, users } from "@/db/schema";
import { env } from "@/lib/env";
import { hashPassword } from "@/lib/server/people/passwords";
import { createUser } from "@/lib/server/people/users";
import { fillDatabase, testDb } from "./database";
import { anOrganisation, aUser, aWorld, ctxOf, PASSWORD } from "./factories";

const INVITED = 12;

async function main([file = "", issuer = ""]: string[]) {
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  const opened = env.DATABASE_URL
    ? await openPostgres(env.DATABASE_URL)
    : await openEmbedded(resolve(env.DATA_DIR));
  fillDatabase(opened);
  const { installer, colleague, dso, admin } = await aWorld();
  const db = testDb();
  const company = installer.organisation?.id ?? "";
  // An address that settings can name beforehand.
  admin.email = "emergency@test.example";
  await db.update(users).set({ email: admin.email }).where(eq(users.id, admin.id));
  await db.update(organisations).set({ cvr: "12345678" }).where(eq(organisations.id, company));
  await db.execute(sql`update users set password_hash = ${await hashPassword(PASSWORD)}`);
  const invited = [];
  for (let n = 0; n < INVITED; n += 1) {
    const person = { name: `Inviteret ${n}`, email: `invited-${n}-${company}@test.example` };
    const given = { ...person, role: "installer", organisationId: company };
    invited.push({ ...person, ...(await createUser(ctxOf(admin, new Date()), given)) });
  }
  const link = (subject: string, userId: string) =>
    db.insert(identities).values({ issuer, subject, userId, linkedAt: new Date() });
  const inactive = await aUser("installer", installer.organisation);
  await db.update(users).set({ isActive: false }).where(eq(users.id, inactive.id));
  const closed = await anOrganisation("installer");
  const ofClosed = await aUser("installer", closed);
  await db
    .update(organisations)
    .set({ isActive: false, cvr: "12345678" })
    .where(eq(organisations.id, closed.id));
  await link("inactive", inactive.id);
  await link("of-closed", ofClosed.id);
  await link("admin", admin.id);
  await opened.close();
  const withPassword = (person: object) => ({ ...person, password: PASSWORD });
  const people = {
    installer: withPassword(installer),
    colleague: withPassword(colleague),
    dso: withPassword(dso),
    admin: withPassword(admin),
  };
  writeFileSync(file, JSON.stringify({ people, invited }));
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`The world of single sign-on was not made: ${error.stack}\n`);
  process.exit(1);
});

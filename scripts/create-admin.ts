/** The first administrator: npm run admin:create -- --email you@company.dk --name "Your Name" (password asked for, or ADMIN_PASSWORD). */
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { migratePostgres, openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { OPERATOR } from "@/db/scope";
import { readValue } from "@/lib/domain/fields/field-value";
import { env } from "@/lib/env";
import { createFirstAdmin } from "@/lib/server/people/users";

const { values } = parseArgs({ options: { email: { type: "string" }, name: { type: "string" } } });
const MIN_LENGTH = 12;

/** What is typed when asked; a hidden answer is not echoed. Without anybody there to answer it says what to give instead. */
async function ask(question: string, isHidden = false): Promise<string> {
  process.stderr.write(question);
  const terminal = createInterface({
    input: process.stdin,
    output: isHidden ? undefined : process.stderr,
    terminal: process.stdin.isTTY,
  });
  const noAnswer = new Promise<never>((_, reject) => {
    terminal.once("close", () => reject(new Error("give --email, --name and the variable ADMIN_PASSWORD")));
  });
  try {
    return (await Promise.race([terminal.question(""), noAnswer])).trim();
  } finally {
    terminal.close();
    if (isHidden) process.stderr.write("\n");
  }
}

async function main() {
  const email = readValue(
    { kind: "email", need: ["o", "o", "o", "o"], scope: "S", section: "other" },
    values.email ?? (await ask("E-mail: ")),
  );
  if (!email.ok || typeof email.value !== "string") throw new Error("--email must be an e-mail address");
  const name = (values.name ?? (await ask("Name: "))).trim();
  if (name === "" || name.length > 120) throw new Error("--name must be 1 to 120 characters");
  const password =
    process.env.ADMIN_PASSWORD ?? (await ask(`Password (at least ${MIN_LENGTH} characters): `, true));
  if (password.length < MIN_LENGTH) throw new Error(`the password must be at least ${MIN_LENGTH} characters`);
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  const { as, close } = await openDatabase(env);
  const db = as(OPERATOR);
  try {
    await createFirstAdmin(db, new Date(), { email: email.value, name, password });
    process.stdout.write(`${email.value} is an administrator now.\n`);
  } finally {
    await close();
  }
}

main().catch((error: Error & { code?: string }) => {
  const message =
    error.code === "already_exists"
      ? "somebody has that e-mail already"
      : failureLine(error, env.DATABASE_URL);
  process.stderr.write(`No administrator was created: ${message}\n`);
  process.exit(1);
});

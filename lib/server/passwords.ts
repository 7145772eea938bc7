import "server-only";
import { hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id; memory in KiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The argon2id hash of a password, with its own salt and cost inside. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

let stranger: Promise<string> | undefined;

/**
 * Whether the password is the hash's. Without a hash, because nobody has that e-mail, it answers false after
 * the same work, so that the time taken tells nobody which accounts exist.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  stranger ??= hashPassword("the account of a stranger");
  const isRight = await verify(passwordHash ?? (await stranger), password).catch(() => false);
  return passwordHash !== undefined && isRight;
}

/** In characters. The upper end keeps the work of hashing from being the caller's to choose. */
export const PASSWORD_LENGTH = { min: 12, max: 200 };

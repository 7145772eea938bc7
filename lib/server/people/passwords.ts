import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { Turns } from "@/lib/server/kernel/turns";

/** OWASP's first choice for argon2id; memory in KiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** A hash of that cost whose password nobody knows: what a stranger's password is held against. */
const STRANGERS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$qKtGcrhQqQniGvd/nwOqSA$eLRBVDAPIQ2rtgtL8uzrK6VEV2+3TW6XArcdAFOvotQ";

/** In characters. The upper end keeps the work of hashing from being the caller's to choose. */
export const PASSWORD_LENGTH = { min: 12, max: 200 };

/**
 * At most two hashes at a time in the process: one for people we know and one for strangers, so that a storm of these
 * keeps nobody else waiting, and half of libuv's four threads are left for other work.
 */
const LINE = { atOnce: 1, perPerson: 1, patienceMs: 10_000, places: { all: 128, each: 64 } };
const lines = {
  known: Turns.named("hashing for people we know", LINE),
  strangers: Turns.named("hashing for strangers", LINE),
};

/** The argon2id hash of a password, with its own salt and cost inside. `busy` when too many wait for theirs. */
export const hashPassword = (password: string): Promise<string> =>
  lines.known.run("", () => hash(password, COST));

/** Who tries a password: an address, or one who is logged in. */
export type Asker = { who: string; isKnown: boolean };

/**
 * Whether the password is the hash's. Without a hash, because nobody has that e-mail, it answers false after the same
 * work, so that the time taken tells nobody which accounts exist. `busy` when too many wait for theirs.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
  { who, isKnown }: Asker,
): Promise<boolean> {
  const line = isKnown ? lines.known : lines.strangers;
  const isRight = await line.run(who, () =>
    verify(passwordHash ?? STRANGERS_HASH, password).catch(() => false),
  );
  // What is wrong is told no sooner than to a stranger: that would tell from where an account is used.
  if (isKnown && !isRight) await lines.strangers.run(who, async () => {});
  return passwordHash !== undefined && isRight;
}

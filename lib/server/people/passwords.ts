import "server-only";
import { hash, verify } from "@node-rs/argon2";
import type { Role } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";
import { Turns } from "@/lib/server/kernel/turns";

/** OWASP's recommendation for argon2id; memory in KiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** A hash of that cost without a known password, verified when there is no such user. */
const STRANGERS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$qKtGcrhQqQniGvd/nwOqSA$eLRBVDAPIQ2rtgtL8uzrK6VEV2+3TW6XArcdAFOvotQ";

/** In characters; the upper limit bounds the work of hashing. */
export const PASSWORD_LENGTH = { min: 12, max: 200 };

/**
 * At most two hashes at a time in the process: one for known people and one for strangers, so that many strangers do
 * not delay the others, and half of libuv's four threads are left for other work.
 */
const LINE = { atOnce: 1, perPerson: 1, patienceMs: 10_000, places: { all: 128, each: 64 } };
const lines = {
  known: Turns.named("hashing for people we know", LINE),
  strangers: Turns.named("hashing for strangers", LINE),
};

/** Whether an account may have a password; with PASSWORDS=off one administrator alone may. */
export const mayHavePassword = ({ email, role }: { email: string; role: Role }): boolean =>
  arePasswordsOn() || (role === "admin" && isExcept(email));
export const arePasswordsOn = () => env.PASSWORDS !== "off";
export const isExcept = (email: string) => email.toLowerCase() === env.PASSWORDS_EXCEPT?.toLowerCase();

/** The argon2id hash of a password, with salt and cost in it. `busy` when too many wait. */
export const hashPassword = (password: string): Promise<string> =>
  lines.known.run("", () => hash(password, COST));

/** Who tries a password: an address (a stranger), or the id of a logged-in user. */
export type Asker = { who: string; isKnown: boolean };

/**
 * Whether a password matches a hash. Without a hash (no such user) false after the same work, so that the time does not
 * tell which accounts exist. `busy` when too many wait.
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
  // A wrong password takes as long as for a stranger, or the time would tell which addresses are known.
  if (isKnown && !isRight) await lines.strangers.run(who, async () => {});
  return passwordHash !== undefined && isRight;
}

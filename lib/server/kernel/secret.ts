import "server-only";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { makeFolder } from "@/db/folder";
import type { NewsKind } from "@/lib/domain/news";
import { env } from "@/lib/env";

let kept: string | undefined;

/** The secret that signs sessions and links: NEXTAUTH_SECRET, or else one that is created once in DATA_DIR. */
export function sessionSecret(): string {
  kept ??= env.NEXTAUTH_SECRET ?? secretInFile(join(env.DATA_DIR, "secret"));
  return kept;
}

/** The same by other settings, and undefined where none was made yet. */
export function secretOf({ NEXTAUTH_SECRET, DATA_DIR }: Pick<typeof env, "NEXTAUTH_SECRET" | "DATA_DIR">) {
  if (NEXTAUTH_SECRET) return NEXTAUTH_SECRET;
  const path = join(DATA_DIR, "secret");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

function secretInFile(path: string): string {
  makeFolder(env.DATA_DIR);
  try {
    writeFileSync(path, randomBytes(32).toString("base64"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const secret = readFileSync(path, "utf8").trim();
  if (secret.length < 32) throw new Error(`${path} is damaged; remove it, and everybody logs in again`);
  return secret;
}

/** What stands in a one-time link: made of its id and the secret, so that it is stored nowhere. */
export const linkToken = (linkId: string): string =>
  createHmac("sha256", sessionSecret()).update(`one-time link ${linkId}`).digest("base64url");

/** What stands in the link that ends mails of a kind to a user; it works while the secret is the same. Without a dot: a path with one takes no form. */
export const unsubscribeToken = (userId: string, about: NewsKind | "daily"): string =>
  `${userId}_${about}_${createHmac("sha256", sessionSecret()).update(`unsubscribe ${userId} ${about}`).digest("base64url")}`;

/** What signs the deliveries of a webhook; made of its id and the secret, so that it is stored nowhere. */
export const webhookKey = (webhookId: string, secret = sessionSecret()): Buffer =>
  createHmac("sha256", secret).update(`webhook ${webhookId}`).digest();

/** What is stored of it, by which another secret of the application is noticed. */
export const webhookKeyHash = (webhookId: string, secret?: string): string =>
  createHash("sha256").update(webhookKey(webhookId, secret)).digest("hex");

/** What is stored of an API token or of what stands in a link. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

const factorKey = (secret: string) => Buffer.from(hkdfSync("sha256", secret, "", "second factors", 32));

/** Encrypts a secret that is stored (AES-256-GCM), bound to whose it is. */
export function seal(text: string, owner: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", factorKey(sessionSecret()), nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** What `seal` was given; null when it is somebody else's, or the application's secret is another now. */
export function unseal(sealed: string, owner: string, secret = sessionSecret()): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", factorKey(secret), bytes.subarray(0, 12), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

import "server-only";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { NewsKind } from "@/lib/domain/news";
import { env } from "@/lib/env";

let kept: string | undefined;

/** The secret that signs sessions and links: NEXTAUTH_SECRET, or else one that is created once in DATA_DIR. */
export function sessionSecret(): string {
  kept ??= env.NEXTAUTH_SECRET ?? secretInFile(join(env.DATA_DIR, "secret"));
  return kept;
}

function secretInFile(path: string): string {
  mkdirSync(env.DATA_DIR, { recursive: true, mode: 0o700 });
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
export const webhookKey = (webhookId: string): Buffer =>
  createHmac("sha256", sessionSecret()).update(`webhook ${webhookId}`).digest();

/** What is stored of an API token or of what stands in a link. */
export const hashOfToken = (token: string): string => createHash("sha256").update(token).digest("hex");

import type { LinkPurpose } from "@/lib/domain/mail";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { personOfLink } from "@/lib/server/people/links";
import { testDb } from "./database";
import { ctxOf, NOW } from "./factories";

/** What stands in a one-time link, after the path of its page. */
export function tokenIn(link: string | null | undefined): string {
  const token = /\/([\w-]{43})$/.exec(link ?? "")?.[1];
  if (!token) throw new Error(`no link: ${link}`);
  return token;
}

/** The context of whoever has a link, as its page makes it; throws when it does not work. */
export async function ctxOfLink(
  link: string | null | undefined,
  purposes: readonly LinkPurpose[],
  now = NOW,
): Promise<Ctx> {
  const person = await personOfLink(testDb(), now, tokenIn(link), purposes);
  if (!person) throw new Error("no such link");
  return ctxOf(person as unknown as Actor, now);
}

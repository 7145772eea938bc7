import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { ActionResult } from "@/lib/contract/action-result";
import { DomainError } from "@/lib/contract/errors";
import type { Ctx } from "@/lib/server/kernel/context";
import { currentLocale } from "./i18n";
import { refusalOf } from "./refusal";
import { currentCtx } from "./session";

/**
 * Makes a server action of a verb. The actor comes from the session; a refusal is returned, as sentences in the
 * browser's language, instead of thrown. `setsUpAccount`: also for somebody who lacks the second factor that is demanded.
 */
export function action<Args extends unknown[], Value>(
  verb: (ctx: Ctx, ...args: Args) => Promise<Value>,
  { setsUpAccount = false }: { setsUpAccount?: boolean } = {},
) {
  return async (...args: Args): Promise<ActionResult<Value>> => {
    try {
      const ctx = await currentCtx();
      if (!ctx) throw new DomainError("unauthenticated");
      if (ctx.actor.lacksSecondFactor && !setsUpAccount) throw new DomainError("second_factor_missing");
      return { ok: true, value: await verb(ctx, ...args) };
    } catch (error) {
      // Next throws redirects, and catches them itself.
      unstable_rethrow(error);
      const { code, message, errors } = refusalOf(error, await currentLocale());
      return {
        ok: false,
        code,
        message,
        errors: errors.map((fault) => ({ path: fault.path, message: fault.message })),
      };
    }
  };
}

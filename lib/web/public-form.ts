import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { FormState } from "@/lib/contract/action-result";
import { DomainError } from "@/lib/contract/errors";
import { cut } from "@/lib/domain/text";
import type { Locale } from "@/lib/domain/vocabulary";
import type { Ctx } from "@/lib/server/kernel/context";
import { database } from "@/lib/server/kernel/database";
import { addressOf } from "./auth";
import { currentLocale } from "./i18n";
import { refusalOf } from "./refusal";
import { isSameOrigin } from "./same-origin";

type Request = { db: Ctx["db"]; now: Date; address: string; language: Locale };

/** In characters: more of a field is not shown again. */
const REPEATED = 2_000;

/**
 * Makes the server action of a form that needs no log-in, and no script either. `perform` gets the named fields as
 * text and gives what was done; a refusal is told beside the fields, which keep what was typed.
 */
export function publicForm(
  names: readonly string[],
  perform: (given: Record<string, string>, request: Request) => Promise<string>,
) {
  return async (form: unknown): Promise<FormState> => {
    const fields = form instanceof FormData ? form : new FormData();
    const given = Object.fromEntries(
      names.map((name) => {
        const value = fields.get(name);
        return [name, typeof value === "string" ? value : ""];
      }),
    );
    const language = await currentLocale();
    try {
      const sent = await headers();
      if (!isSameOrigin({ headers: sent })) throw new DomainError("cross_site");
      const address = addressOf(sent.get("x-forwarded-for"));
      const done = await perform(given, { db: await database(null), now: new Date(), address, language });
      return { done, errors: {}, values: {} };
    } catch (error) {
      // Next throws redirects, and catches them itself.
      unstable_rethrow(error);
      const { message, errors } = refusalOf(error, language);
      const repeated = Object.entries(given).filter(([name]) => name !== "password");
      return {
        message,
        // Of several faults in one field the first is shown.
        errors: Object.fromEntries([...errors].reverse().map((fault) => [fault.path, fault.message])),
        values: Object.fromEntries(repeated.map(([name, value]) => [name, cut(value, REPEATED)])),
      };
    }
  };
}

import "server-only";
import { z } from "zod";
import { uuid } from "@/lib/contract/inputs/pieces";
import { database } from "@/lib/server/kernel/database";
import { type Admitted, type CodeRefused, logInByCode } from "@/lib/server/people/login";
import { sealedCookie } from "./cookies";

/** Whose password was right in this browser, for as long as somebody may take to find a code. It opens nothing by itself. */
const cookie = sealedCookie({
  name: "projekter-first-step",
  salt: "first step",
  seconds: 10 * 60,
  shape: z.object({ id: uuid, sessionVersion: z.int() }),
});

/** Keeps that the password of somebody was right, until a code has come. */
export const rememberFirstStep = ({ id, sessionVersion }: Admitted): Promise<void> =>
  cookie.set({ id, sessionVersion });

/** Whose password was right in this browser; null when nobody's was, or too long ago. */
export const firstStep = (): Promise<Admitted | null> => cookie.read();

/** Passes the second step with a code of whoever passed the first one in this browser. */
export async function passByCode(
  now: Date,
  { code, address }: { code: string; address: string },
): Promise<{ ok: true; user: Admitted } | CodeRefused> {
  const user = await firstStep();
  if (!user) return { ok: false, reason: "expired" };
  const result = await logInByCode(await database(null), now, { user, code, address });
  if (result.ok || result.reason === "expired") await cookie.clear();
  return result;
}

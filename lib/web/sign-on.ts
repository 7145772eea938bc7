import "server-only";
import { headers } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { DomainError } from "@/lib/contract/errors";
import { uuid } from "@/lib/contract/inputs/pieces";
import { SIGN_ON_REFUSALS } from "@/lib/domain/audit";
import { networkOf } from "@/lib/domain/network";
import { env } from "@/lib/env";
import { auditLogIn } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { database } from "@/lib/server/kernel/database";
import { measures } from "@/lib/server/kernel/measures";
import { attemptKey, countTries, giveBack } from "@/lib/server/people/attempts";
import { PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import {
  confirmByIdentity,
  joinIdentity,
  linkIdentity,
  logInByIdentity,
} from "@/lib/server/people/identities";
import { openInvitation } from "@/lib/server/people/links";
import {
  hasSignOn,
  newQuestion,
  NotProved,
  type Proven,
  questionAddress,
  readAnswer,
} from "@/lib/server/people/provider";
import { addressOf, sessionOf } from "./auth";
import { sealedCookie } from "./cookies";
import { currentLocale } from "./i18n";
import { rememberSession } from "./log-in";
import { ownPath, withQuery } from "./page";
import { currentCtx, linkCtx } from "./session";

/** Refused answers from one network in 15 minutes; after that its answers are not looked at. */
const REFUSALS = 100;

/** What this browser takes along to the provider, and sends back once. */
const Journey = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  target: z.string(),
  /** A one-time link that is to be used up by it. */
  link: z.string().optional(),
  /** The session whose user is to get the identity. */
  sessionId: uuid.optional(),
  /** Whether that user is only to prove that they are there. */
  isAnew: z.boolean().optional(),
});
type Journey = z.output<typeof Journey>;
type Aim = Pick<Journey, "target" | "link" | "sessionId" | "isAnew">;

const cookie = sealedCookie({
  name: "projekter-sign-on",
  salt: "sign-on",
  // How long somebody may take to log in at the provider. A state is remembered for longer (attempts.ts).
  seconds: 10 * 60,
  shape: Journey,
});
/** In characters: browsers keep no cookie of more than 4 KB. */
const TARGET_LENGTH = 1_000;
/** More than any one-time link has. */
const LINK_LENGTH = 100;

/** The words of the button in this browser's language; null without single sign-on. */
export async function signOnLabel(t: (key: "signOn.label") => string): Promise<string | null> {
  if (!hasSignOn()) return null;
  const given = (await currentLocale()) === "da" ? env.OIDC_LABEL_DA : env.OIDC_LABEL_EN;
  return given ?? t("signOn.label");
}

/** Sends this browser to the provider. A page links to it: a form would be kept from leaving by our own policy. */
export async function beginLogIn(query: URLSearchParams): Promise<never> {
  const wished = ownPath(query.get("callbackUrl") ?? undefined);
  const target = wished.length > TARGET_LENGTH ? "/" : wished;
  if (!hasSignOn()) return redirect("/login");
  const link = query.get("link")?.slice(0, LINK_LENGTH);
  return redirect(await begin({ target, link }));
}

/** The address at the provider by which the caller, who has confirmed who they are, gets an identity. */
export async function beginLinking(ctx: Ctx): Promise<string> {
  if (!hasSignOn() || ctx.actor.sessionId === null) throw new DomainError("not_found");
  return begin({ target: "/profile", sessionId: ctx.actor.sessionId });
}

/** The address at the provider where the caller logs in anew, in place of the password; then comes `wished`, a page of ours. */
export async function beginConfirming(ctx: Ctx, wished: unknown): Promise<string> {
  if (!hasSignOn() || ctx.actor.sessionId === null) throw new DomainError("not_found");
  const path = new URL(ownPath(typeof wished === "string" ? wished : "/"), "http://localhost").pathname;
  const target = path.length > TARGET_LENGTH ? "/profile" : path;
  return begin({ target, sessionId: ctx.actor.sessionId, isAnew: true });
}

/** The address at the provider, or when it cannot be asked that of the page which says why. */
async function begin(aim: Aim): Promise<string> {
  try {
    const asked = newQuestion();
    const address = await questionAddress({ ...asked, isAnew: aim.isAnew });
    await cookie.set({ ...asked, ...aim });
    return address;
  } catch (error) {
    return told(aim, await refusalOf(error));
  }
}

/** Takes what the provider sent this browser back with, and lets its user in, or says on the log-in page why not. */
export async function endLogIn(url: URL): Promise<never> {
  if (!hasSignOn()) return redirect("/login");
  const journey = await takeJourney();
  try {
    const refusal = await arrive(url, journey);
    return redirect(refusal ? told(journey, refusal) : arrivedAt(journey));
  } catch (error) {
    unstable_rethrow(error);
    return redirect(told(journey, await refusalOf(error)));
  }
}

/** What the log-in page and the profile tell; `shell.login.signOn` has the sentences. */
export const SIGN_ON_TOLD = [...SIGN_ON_REFUSALS, "throttled", "failed", "dead"] as const;
type Told = (typeof SIGN_ON_TOLD)[number];

/** The page that tells it. */
const told = (journey: Aim | null, reason: Told): string =>
  journey?.sessionId
    ? withQuery(journey.isAnew ? journey.target : "/profile", { signOn: reason })
    : withQuery("/login", {
        signOn: reason,
        callbackUrl: journey?.target === "/" ? undefined : journey?.target,
      });

const arrivedAt = (journey: Journey | null) =>
  journey?.sessionId && !journey.isAnew
    ? withQuery("/profile", { signOn: "linked" })
    : (journey?.target ?? "/");

/** Lets somebody in; gives the reason when they are refused. */
async function arrive({ search }: URL, journey: Journey | null): Promise<Told | null> {
  const sent = await headers();
  const [db, now] = [await database(null), new Date()];
  const address = addressOf(sent.get("x-forwarded-for"));
  const network = attemptKey("sign-on from", networkOf(address));
  // What a browser took along is good for one answer, also when it kept a copy, and at whichever instance.
  const keys = [network, attemptKey("sign-on state", journey?.state ?? "")];
  const [refusals = 0, answers = 0] = await countTries(db, now, keys);
  if (refusals > REFUSALS) return "throttled";
  const judged = async (): Promise<Told | null> => {
    try {
      if (!journey || answers > 1) throw new NotProved("unproved", "no such journey, or one that has ended");
      const { proven, idToken } = await readAnswer(search, journey, now);
      if (journey.sessionId) return await link(journey.sessionId, proven, journey.isAnew ?? false);
      const found = await enter(db, now, proven, { address, link: journey.link });
      if (!found.ok) return found.reason;
      await rememberSession(await sessionOf(found.user, now, sent.get("user-agent"), idToken));
      return null;
    } catch (error) {
      const reason = await refusalOf(error);
      if (error instanceof NotProved)
        await auditLogIn(db, now, "", address, "log_in_refused", { reason: error.reason });
      return reason;
    }
  };
  const reason = await judged();
  if (reason === null || reason === "failed" || reason === "away") await giveBack(db, [network]);
  measures()?.loggedIn(
    reason === null ? "ok" : reason === "failed" || reason === "away" ? "failed" : "refused",
  );
  return reason;
}

/** The user of an identity; or of the one-time link, or of the invitation to the e-mail, that it then joins. */
async function enter(
  db: Ctx["db"],
  now: Date,
  proven: Proven,
  { address, link }: { address: string; link: string | undefined },
) {
  const known = await logInByIdentity(db, now, proven, address);
  if (known) return known;
  const token = link ?? (proven.email && (await openInvitation(db, now, proven.email)));
  const ctx = token ? await linkCtx(token, PASSWORD_LINKS) : null;
  if (token && ctx) return joinIdentity(ctx, token, proven);
  const reason = link ? ("dead" as const) : ("unknown" as const);
  await auditLogIn(db, now, "", address, "log_in_refused", { reason: "unknown" });
  return { ok: false as const, reason };
}

/** Joins an identity to the user of the session that asked for it, which must be this browser's still; or takes it as proof. */
async function link(sessionId: string, proven: Proven, isAnew: boolean): Promise<Told | null> {
  const ctx = await currentCtx();
  if (ctx?.actor.sessionId !== sessionId) throw new NotProved("unproved", "another session");
  const linked = isAnew ? await confirmByIdentity(ctx, proven) : await linkIdentity(ctx, proven);
  return linked.ok ? null : linked.reason;
}

/** What this browser took along; it is gone afterwards. */
async function takeJourney(): Promise<Journey | null> {
  const journey = await cookie.read();
  await cookie.clear();
  return journey;
}

/** Why it did not work. What the operator must mend is in the log. */
async function refusalOf(error: unknown): Promise<Told> {
  if (error instanceof NotProved) {
    // eslint-disable-next-line no-console -- the visitor is told no details
    if (error.reason === "away") console.error(`single sign-on: ${causeOf(error.cause)}`);
    return error.reason;
  }
  if (error instanceof DomainError && error.code === "link_dead") return "dead";
  // eslint-disable-next-line no-console -- the visitor is told no details
  if (!(error instanceof DomainError && error.code === "busy")) console.error(error);
  return "failed";
}

/** Of the answers of a provider: that it does not take our name or our secret. */
const REFUSES_US: Record<string, string> = {
  invalid_client: "invalid_client; are OIDC_CLIENT_ID and OIDC_CLIENT_SECRET those of the provider?",
  unauthorized_client: "unauthorized_client; may OIDC_CLIENT_ID use the authorization code flow there?",
};

/** An error and what it came from, without what it holds of the answer but the code of a refusal. */
const causeOf = (error: unknown): string =>
  error instanceof Error
    ? [
        error.message,
        "error" in error && REFUSES_US[String(error.error)],
        error.cause && causeOf(error.cause),
      ]
        .filter(Boolean)
        .join(": ")
    : "";

import { isPassing } from "./db/failure";
import { isRefusal } from "./lib/contract/errors";

/** Runs once as the server starts: a wrong setting or a database that cannot be opened is told then, not at the first visit. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const { env } = await import("./lib/env");
  const { openToServe } = await import("./db/start");
  await openToServe(env);
  const { keepUp } = await import("./lib/server/retention/upkeep");
  keepUp();
  const { startSender } = await import("./lib/server/mail/sender");
  startSender();
  const { startDelivering } = await import("./lib/server/events/deliveries");
  startDelivering();
  const { watchSystem } = await import("./lib/server/operating/gauges");
  watchSystem();
}

type Noted = { projekterRequest?: { getStore(): { hasFailedForNow: boolean } | undefined } };

/** A page that failed because the database is away or busy is answered as such (lib/front/away.mjs). */
export function onRequestError(error: unknown) {
  const request = (globalThis as Noted).projekterRequest?.getStore();
  if (request && (isRefusal(error, "busy") || isPassing(error))) request.hasFailedForNow = true;
}

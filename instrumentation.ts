/** Runs once as the server starts: a wrong setting or a database that cannot be opened is told then, not at the first visit. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const { env } = await import("./lib/env");
  const { openToServe } = await import("./db/start");
  await openToServe(env);
}

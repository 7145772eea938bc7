/** Log-ins of the measured people, who have tokens but no passwords of their own. */
import { hashPassword } from "@/lib/server/people/passwords";
import type { World } from "./world";

const PASSWORD = "et kodeord til prøver";

export async function givePasswords(world: World): Promise<void> {
  await world.query("update users set password_hash = $1", [await hashPassword(PASSWORD)]);
}

/** Gives the cookies of a new session. */
export async function logIn(base: string, email: string): Promise<string> {
  const keep = (response: Response) => response.headers.getSetCookie().map((one) => one.split(";")[0]);
  const first = await fetch(`${base}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const second = await fetch(`${base}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: keep(first).join("; "), origin: base },
    body: new URLSearchParams({ csrfToken, email, password: PASSWORD, json: "true" }),
  });
  if (second.status !== 200) throw new Error(`no log-in: ${second.status} ${await second.text()}`);
  return keep(second).join("; ");
}

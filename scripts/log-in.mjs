const cookiesOf = ({ headers }) =>
  headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");

/** Sends a password to a running server, as the page does. */
async function sendPassword(base, { email, password }) {
  const first = await fetch(`${base}/api/auth/csrf`);
  const { csrfToken } = await first.json();
  return fetch(`${base}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookiesOf(first) },
    body: new URLSearchParams({ csrfToken, json: "true", email, password }),
    redirect: "manual",
  });
}

/** The cookies that a browser would keep after a log-in, whether the password was right or not. */
export const sessionCookie = async (base, who) => cookiesOf(await sendPassword(base, who));

/** Logs in; gives the cookie of the session. Throws when the server gives none. */
export async function logIn(base, email, password) {
  const answer = await sendPassword(base, { email, password });
  const cookie = cookiesOf(answer);
  if (!cookie.includes("session-token=")) throw new Error(`${email} could not log in: ${answer.status}`);
  return cookie;
}

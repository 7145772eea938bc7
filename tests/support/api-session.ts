/** Logs in with a password, as the page does; gives the cookies that a browser would keep. */
export async function sessionCookie(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const first = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookiesOf(first) },
    body: new URLSearchParams({ csrfToken, json: "true", email, password }),
    redirect: "manual",
  });
  return cookiesOf(answer);
}

const cookiesOf = ({ headers }: Response) =>
  headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");

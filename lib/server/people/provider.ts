import "server-only";
import * as oidc from "openid-client";
import type { SignOnRefusal } from "@/lib/domain/audit";
import { ROLES, type Role } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";

/** Who the provider says has logged in there, in our words. */
export type Proven = {
  issuer: string;
  subject: string;
  /** Null when the provider does not vouch for it. */
  email: string | null;
  /** The roles that the person's groups stand for; null where groups do not matter. */
  roles: readonly Role[] | null;
  /** The digits of the company's CVR number; undefined where it does not matter, null when none was told. */
  cvr: string | null | undefined;
};

/** What this browser was sent away with; the answer must fit it. */
export type Asked = {
  state: string;
  nonce: string;
  verifier: string;
  /** Whether the person must log in there anew, also when they are logged in there already. */
  isAnew?: boolean | undefined;
};

/** Why nobody was proved; `cause` is for the log. */
export class NotProved extends Error {
  constructor(
    readonly reason: Extract<SignOnRefusal, "away" | "cancelled" | "unproved">,
    cause: unknown,
  ) {
    super(reason, { cause });
  }
}

/** How long the provider may take to answer, and how far its clock may be from ours. */
const PATIENCE_SECONDS = 5;
const SKEW_SECONDS = 60;
/** For how long its addresses are remembered, and that it did not tell them. */
const KNOWN_MS = 10 * 60_000;
const AWAY_MS = 5_000;

export const hasSignOn = () => env.OIDC_ISSUER !== undefined;

/** Where the provider sends people back to. */
export const callbackUrl = () => new URL("/login/sso/callback", env.NEXTAUTH_URL).href;

/** New secrets to send a browser away with. */
export const newQuestion = (): Asked => ({
  state: oidc.randomState(),
  nonce: oidc.randomNonce(),
  verifier: oidc.randomPKCECodeVerifier(),
});

/** The address at the provider where somebody logs in. Throws `NotProved` when it does not answer. */
export async function questionAddress({ state, nonce, verifier, isAnew }: Asked): Promise<string> {
  const config = await configuration();
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callbackUrl(),
    scope: env.OIDC_SCOPES,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(isAnew && { prompt: "login", max_age: "0" }),
  });
  return address.href;
}

/** Exchanges what the provider sent back (`?code=…&state=…`) for who it is. Throws `NotProved`. */
export async function readAnswer(
  query: string,
  asked: Asked,
  now: Date,
): Promise<{ proven: Proven; idToken: string }> {
  const config = await configuration();
  try {
    const tokens = await oidc.authorizationCodeGrant(config, new URL(query, callbackUrl()), {
      expectedState: asked.state,
      expectedNonce: asked.nonce,
      pkceCodeVerifier: asked.verifier,
      idTokenExpected: true,
      // Then there must be an `auth_time`, of now.
      ...(asked.isAnew && { maxAge: 0 }),
    });
    const claims = tokens.claims();
    if (!claims || !tokens.id_token) throw new Error("no ID token");
    if (claims.iat > now.getTime() / 1000 + SKEW_SECONDS) throw new Error("issued in the future");
    const { userinfo_endpoint: more } = config.serverMetadata();
    const told = more ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
    return { proven: provenBy({ ...told, ...claims }), idToken: tokens.id_token };
  } catch (error) {
    throw notProved(error);
  }
}

/** The address that ends the session at the provider as well; null when it has none or does not answer. */
export async function logOutAddress(idToken: string): Promise<string | null> {
  try {
    const config = await configuration();
    if (!config.serverMetadata().end_session_endpoint) return null;
    const back = new URL("/login", env.NEXTAUTH_URL).href;
    return oidc.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: back }).href;
  } catch {
    return null;
  }
}

function provenBy(claims: oidc.UserInfoResponse & { iss?: unknown }): Proven {
  const groups = textsOf(claims[env.OIDC_GROUPS_CLAIM]);
  const wanted = env.OIDC_ROLES;
  const cvr = env.OIDC_CVR_CLAIM && textsOf(claims[env.OIDC_CVR_CLAIM])[0]?.replace(/\D/g, "");
  return {
    issuer: String(claims.iss),
    subject: claims.sub,
    email: claims.email_verified === true && typeof claims.email === "string" ? claims.email : null,
    roles: wanted ? ROLES.filter((role) => wanted[role].some((group) => groups.includes(group))) : null,
    cvr: env.OIDC_CVR_CLAIM ? cvr || null : undefined,
  };
}

const textsOf = (claim: unknown): string[] =>
  [claim].flat().flatMap((one) => (typeof one === "string" || typeof one === "number" ? [String(one)] : []));

/** The provider as it described itself, for ten minutes; a failure is remembered for some seconds. */
let known: { until: number; metadata: Promise<oidc.ServerMetadata> } | undefined;

async function configuration(): Promise<oidc.Configuration> {
  const { OIDC_ISSUER = "", OIDC_CLIENT_ID = "", OIDC_CLIENT_SECRET = "" } = env;
  const now = performance.now();
  if (!known || known.until < now) {
    const metadata = oidc
      .discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, {
        timeout: PATIENCE_SECONDS,
        execute: withoutTls(),
      })
      .then((config) => config.serverMetadata());
    const kept = { until: now + KNOWN_MS, metadata };
    metadata.catch(() => {
      kept.until = performance.now() + AWAY_MS;
    });
    known = kept;
  }
  const metadata = await known.metadata.catch((error: unknown) => {
    throw new NotProved("away", error);
  });
  // Made anew, so that each log-in reads the provider's keys as they are now: one that was taken back opens nothing.
  const methods = metadata.token_endpoint_auth_methods_supported;
  const config = new oidc.Configuration(
    metadata,
    OIDC_CLIENT_ID,
    { client_secret: OIDC_CLIENT_SECRET, [oidc.clockTolerance]: SKEW_SECONDS },
    // Basic is what a provider takes that does not say.
    methods?.includes("client_secret_post")
      ? oidc.ClientSecretPost(OIDC_CLIENT_SECRET)
      : oidc.ClientSecretBasic(OIDC_CLIENT_SECRET),
  );
  config.timeout = PATIENCE_SECONDS;
  for (const apply of [oidc.enableNonRepudiationChecks, ...withoutTls()]) apply(config);
  return config;
}

/** The settings allow an address without TLS on this machine alone. */
const withoutTls = () => (env.OIDC_ISSUER?.startsWith("http:") ? [oidc.allowInsecureRequests] : []);

function notProved(error: unknown): NotProved {
  if (error instanceof oidc.AuthorizationResponseError) {
    const { error: code } = error;
    if (["access_denied", "login_required", "interaction_required"].includes(code))
      return new NotProved("cancelled", error);
    return new NotProved(
      ["server_error", "temporarily_unavailable"].includes(code) ? "away" : "unproved",
      error,
    );
  }
  // The provider refuses our code or our verifier, or else us.
  if (error instanceof oidc.ResponseBodyError)
    return new NotProved(error.error === "invalid_grant" ? "unproved" : "away", error);
  const isUnreached = error instanceof oidc.ClientError && AWAY.includes(error.code ?? "");
  return new NotProved(isUnreached ? "away" : "unproved", error);
}

/** Codes of openid-client: no answer in time, none at all, or one that is no answer of a provider. */
const AWAY = ["OAUTH_TIMEOUT", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"];

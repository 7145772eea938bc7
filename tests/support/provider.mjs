// A real provider of single sign-on on this machine, of which a test says who logs in: node tests/support/provider.mjs PORT
import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;

/** What the test says: who logs in (null: whoever it is gives up), and what is wrong with the ID token. */
let said = {
  person: null,
  bend: {},
  forged: false,
  redirect: "http://127.0.0.1/",
  back: "http://127.0.0.1/",
};
const people = new Map();

const aKey = () => ({
  ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }),
  kid: randomUUID(),
  alg: "RS256",
  use: "sig",
});
const forger = aKey();
let key = aKey();

const parsed = (part) => JSON.parse(Buffer.from(part, "base64url").toString());
const written = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The same token with other claims, or without those that are null, signed anew. */
function bent(token) {
  const [head, claims] = token.split(".", 2).map(parsed);
  const told = Object.entries({ ...claims, ...said.bend }).filter(([, value]) => value !== null);
  const text = `${written(head)}.${written(Object.fromEntries(told))}`;
  const signer = createPrivateKey({ key: said.forged ? forger : key, format: "jwk" });
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), signer).toString("base64url")}`;
}

function aProvider() {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "projekter",
        client_secret: "a secret of this test",
        redirect_uris: [said.redirect],
        post_logout_redirect_uris: [said.back],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["for this test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups", "cvr"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_, accountId) => ({ accountId, claims: () => people.get(accountId) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === "/token" && ctx.body?.id_token) ctx.body.id_token = bent(ctx.body.id_token);
  });
  return provider;
}
let provider = aProvider();

async function textOf(req) {
  let text = "";
  for await (const chunk of req) text += chunk;
  return text;
}

createServer(async (req, res) => {
  if (req.url === "/said") {
    const { rotates, ...more } = JSON.parse(await textOf(req));
    said = { ...said, bend: {}, forged: false, ...more };
    if (said.person) people.set(said.person.sub, said.person);
    if (rotates) key = aKey();
    // A new one has forgotten its codes.
    if (rotates || more.redirect) provider = aProvider();
    return res.end();
  }
  if (req.url.startsWith("/interaction/")) {
    const result = said.person ? { login: { accountId: said.person.sub } } : { error: "access_denied" };
    return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }
  return provider.callback()(req, res);
}).listen(port, "127.0.0.1", () => process.stdout.write(`${issuer}\n`));

import { readEnvironment } from "@/lib/env";

const CLIENT = { OIDC_CLIENT_ID: "projekter", OIDC_CLIENT_SECRET: "secret" };
const SIGN_ON = {
  NEXTAUTH_URL: "https://projekter.example",
  OIDC_ISSUER: "https://login.example/realms/x",
  ...CLIENT,
};

test("without settings there is no single sign-on, and passwords are on", () => {
  expect(readEnvironment({})).toMatchObject({ OIDC_SCOPES: "openid email profile" });
  expect(readEnvironment({}).OIDC_ISSUER).toBeUndefined();
  expect(readEnvironment({}).PASSWORDS).toBeUndefined();
});

test("groups of roles are read, also with equals signs, commas and blanks in their names", () => {
  const roles = (OIDC_ROLES: string) => readEnvironment({ ...SIGN_ON, OIDC_ROLES }).OIDC_ROLES;
  expect(roles("dso=cn=Sag, ou=Net; admin = /it/drift ;dso=b;")).toEqual({
    installer: [],
    dso: ["cn=Sag, ou=Net", "b"],
    admin: ["/it/drift"],
  });
  for (const wrong of ["boss=x", "dso", "dso=", "dso:x", "constructor=x"])
    expect(() => roles(wrong)).toThrow(/^OIDC_ROLES ».*« must be a role/);
});

test("a setting that lacks its fellow is named", () => {
  const asked = (settings: Record<string, string | undefined>) => () => readEnvironment(settings);
  expect(asked(CLIENT)).toThrow(/^OIDC_ISSUER must be set too/);
  expect(asked({ ...SIGN_ON, OIDC_CLIENT_SECRET: "" })).toThrow(/^OIDC_CLIENT_SECRET must be set too/);
  expect(asked({ ...SIGN_ON, NEXTAUTH_URL: "" })).toThrow(/^NEXTAUTH_URL must be set too/);
  expect(asked({ PASSWORDS: "off", PASSWORDS_EXCEPT: "a@b.dk" })).toThrow(/^OIDC_ISSUER must be set too/);
  expect(asked({ ...SIGN_ON, PASSWORDS: "off" })).toThrow(/^PASSWORDS_EXCEPT must be set too/);
  expect(asked({ ...SIGN_ON, PASSWORDS: "on" })).toThrow(/^PASSWORDS must be off or absent/);
  expect(asked({ ...SIGN_ON, PASSWORDS: "off", PASSWORDS_EXCEPT: "a@b.dk" })).not.toThrow();
});

test("an issuer without TLS is taken on this machine alone", () => {
  const issuer = (OIDC_ISSUER: string) => () => readEnvironment({ ...SIGN_ON, OIDC_ISSUER });
  for (const own of ["http://127.0.0.1:8080", "http://localhost:8080/realms/x", "http://[::1]:8080"])
    expect(issuer(own)).not.toThrow();
  for (const other of ["http://login.example", "http://127.0.0.1.evil.example", "http://10.0.0.1"])
    expect(issuer(other)).toThrow(/^OIDC_ISSUER must begin with https:/);
});

import { readForwarded, readNetworks } from "@/lib/front/proxies.mjs";
import { readEnvironment } from "@/lib/env";

const TRUSTED = "10.0.0.0/8, 127.0.0.1 fd00::/8,::1/128";

/** The headers that are left of a request from a peer. */
function told(peer: string | undefined, headers: Record<string, string>, trusted = TRUSTED) {
  const given = { ...headers };
  readForwarded({ headers: given, socket: { remoteAddress: peer } }, readNetworks(trusted));
  return given;
}
const clientOf = (peer: string, forwarded: string, trusted?: string) =>
  told(peer, { "x-forwarded-for": forwarded }, trusted)["x-forwarded-for"];

test("nobody's word is taken where no proxy is named", () => {
  const all = {
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-host": "ond.example",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "1",
    "x-forwarded-anything": "x",
    forwarded: "for=6.6.6.6",
    "x-real-ip": "6.6.6.6",
    cookie: "a=b",
  };
  expect(told("127.0.0.1", all, "")).toEqual({ "x-forwarded-for": "127.0.0.1", cookie: "a=b" });
  expect(told("5.5.5.5", all)).toEqual({ "x-forwarded-for": "5.5.5.5", cookie: "a=b" });
  expect(told(undefined, {}, "")).toEqual({ "x-forwarded-for": "unknown" });
});

test("the client is the last address that no trusted proxy has", () => {
  expect(clientOf("10.1.2.3", "5.5.5.5")).toBe("5.5.5.5");
  expect(clientOf("10.1.2.3", "6.6.6.6, 5.5.5.5")).toBe("5.5.5.5");
  expect(clientOf("10.1.2.3", "6.6.6.6, 5.5.5.5, 10.9.9.9")).toBe("5.5.5.5");
  expect(clientOf("10.1.2.3", "10.9.9.9, 10.8.8.8")).toBe("10.9.9.9");
  expect(clientOf("10.1.2.3", "")).toBe("10.1.2.3");
  expect(clientOf("10.1.2.3", "5.5.5.5, nonsense")).toBe("10.1.2.3");
  expect(clientOf("10.1.2.3", "6.6.6.6,,10.9.9.9")).toBe("10.9.9.9");
});

test("addresses are known in every dress", () => {
  expect(clientOf("::ffff:10.1.2.3", "::ffff:5.5.5.5")).toBe("5.5.5.5");
  expect(clientOf("::1", "[2001:db8::1]:443")).toBe("2001:db8::1");
  expect(clientOf("fd12::1", "5.5.5.5:8080")).toBe("5.5.5.5");
  expect(clientOf("fe80::1%eth0", "5.5.5.5")).toBe("fe80::1");
});

test("host and scheme are the nearest proxy's", () => {
  const headers = { "x-forwarded-host": "ond.example, projekter.example", "x-forwarded-proto": "http,https" };
  expect(told("10.0.0.1", headers)).toEqual({
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-host": "projekter.example",
    "x-forwarded-proto": "https",
  });
});

test.each([
  "10.0.0.0/33",
  "10.0.0",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "::1/129",
  "proxy.example",
  "fe80::1%eth0",
  "1.2.3.4/8/8",
])("%s is no network, and ends the start with one line", (part) => {
  expect(() => readEnvironment({ TRUSTED_PROXIES: `127.0.0.1, ${part}` })).toThrow(
    `TRUSTED_PROXIES »${part}« is neither an address nor a network`,
  );
});

test("networks of both kinds are settings", () => {
  expect(readEnvironment({ TRUSTED_PROXIES: TRUSTED }).TRUSTED_PROXIES).toBe(TRUSTED);
});

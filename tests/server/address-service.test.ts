import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { adressevaelger, lookUpAddress, suggestAddresses } from "@/lib/server/places/address-service";
import { readEnvironment } from "@/lib/env";
import { aUser, ctxOf } from "../support/factories";

const ID = "0a3f50c3-7f0b-32b8-e044-0003ba298018";
type Reply = (url: URL, response: ServerResponse) => void;

/** A register that answers as Adressevælger does, or as it should not. */
async function withRegister(
  reply: Reply,
  work: (service: ReturnType<typeof adressevaelger>) => Promise<void>,
) {
  const server = createServer((request: IncomingMessage, response) =>
    reply(new URL(request.url ?? "", "http://register"), response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work(adressevaelger({ url: `http://127.0.0.1:${port}`, token: "secret" }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const json = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

const askedBy = async () => ctxOf(await aUser("admin"));

test("asks with the token, the text and provisional addresses, and gives addresses and streets", async () => {
  const asked: string[] = [];
  await withRegister(
    (url, response) => {
      asked.push(`${url.pathname}?${url.searchParams.toString()}`);
      json(response, {
        status: "ok",
        fund: [
          { type: "adresse", id: ID, titel: "Askevænget 9, st. tv, 2830 Virum" },
          { type: "navngivenvejpostnummer", id: "x", titel: "Askevænget 2830 Virum" },
          { type: "adresse", id: 7 },
        ],
      });
    },
    async (service) => {
      expect(await suggestAddresses(await askedBy(), { q: "  askev  9 " }, service)).toEqual({
        isAvailable: true,
        suggestions: [
          { id: ID, title: "Askevænget 9, st. tv, 2830 Virum" },
          { id: null, title: "Askevænget 2830 Virum" },
        ],
      });
    },
  );
  expect(asked).toEqual(["/adresser/soeg?tekst=askev+9&maksimum=10&medtag-foreloebige=true&token=secret"]);
});

test("an address is looked up by its id and comes in canonical form", async () => {
  await withRegister(
    (url, response) =>
      url.pathname === `/adresser/${ID}`
        ? json(response, {
            status: "ok",
            adresse: {
              id_lokalid: ID,
              etagebetegnelse: "st",
              doerbetegnelse: "tv",
              husnummer: {
                vejnavn: "Askevænget",
                husnummertekst: "9",
                postnummer: { postnr: "2830", navn: "Virum" },
              },
            },
          })
        : json(response, {}, 404),
    async (service) => {
      const ctx = await askedBy();
      expect(await lookUpAddress(ctx, ID, service)).toEqual({
        address: {
          street: "Askevænget",
          houseNo: "9",
          floor: "st",
          door: "tv",
          postcode: "2830",
          city: "Virum",
        },
      });
      expect(await lookUpAddress(ctx, "unknown", service)).toEqual({ address: null });
    },
  );
});

describe("a register in trouble suggests nothing and stops nobody", () => {
  test.each<[string, Reply]>([
    ["answers 500", (_, response) => json(response, {}, 500)],
    ["answers with a page", (_, response) => response.end("<html>")],
    ["answers with another shape", (_, response) => json(response, { fund: "x" })],
    [
      "sends somewhere else",
      (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1" }).end(),
    ],
    ["hangs up", (_, response) => response.destroy()],
  ])("that %s", async (_, reply) => {
    await withRegister(reply, async (service) => {
      const ctx = await askedBy();
      expect((await suggestAddresses(ctx, { q: "Bakkevej" }, service)).suggestions).toEqual([]);
      expect(await lookUpAddress(ctx, ID, service)).toEqual({ address: null });
    });
  });

  test("that never answers is given up after two and a half seconds", async () => {
    await withRegister(
      () => {},
      async (service) => {
        const begun = Date.now();
        expect(await suggestAddresses(await askedBy(), { q: "Bakkevej" }, service)).toEqual({
          isAvailable: false,
          suggestions: [],
        });
        expect(Date.now() - begun).toBeLessThan(4_000);
      },
    );
  });
});

test("without a service there is nothing to ask, and short text is refused", async () => {
  const ctx = await askedBy();
  await expect(suggestAddresses(ctx, { q: "Bakkevej" })).rejects.toMatchObject({ code: "not_found" });
  await expect(lookUpAddress(ctx, ID)).rejects.toMatchObject({ code: "not_found" });
  await expect(suggestAddresses(ctx, { q: " b " })).rejects.toMatchObject({ code: "invalid" });
});

test("the settings name what is missing", () => {
  const on = { ADDRESS_SERVICE_URL: "https://register.example", ADDRESS_SERVICE_TOKEN: "t" };
  expect(readEnvironment(on)).toMatchObject(on);
  expect(() => readEnvironment({ ADDRESS_SERVICE_URL: "https://register.example" })).toThrow(
    /^ADDRESS_SERVICE_TOKEN must be set/,
  );
  expect(() => readEnvironment({ ADDRESS_SERVICE_URL: "register", ADDRESS_SERVICE_TOKEN: "t" })).toThrow(
    /^ADDRESS_SERVICE_URL must be an address/,
  );
});

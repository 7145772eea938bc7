import "server-only";
import type { AddressSuggestion, AddressSuggestions } from "@/lib/contract/answers/places";
import { DomainError } from "@/lib/contract/errors";
import { type Address, readAddress } from "@/lib/domain/addresses/address";
import { AddressSearchInput } from "@/lib/contract/inputs/places";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/server/kernel/context";
import { parseInput } from "@/lib/server/kernel/mutate";

/** A source of addresses. Both functions throw when it does not answer. */
export type AddressService = {
  search: (text: string) => Promise<AddressSuggestion[]>;
  lookUp: (id: string) => Promise<Partial<Address> | null>;
};

/** In characters: the service refuses longer texts. */
const MAX_TEXT = 73;
const SUGGESTIONS = 10;
/** How long suggestions are waited for. */
const TIMEOUT_MS = 2_500;

type Found = { type?: unknown; id?: unknown; titel?: unknown };
type Looked = {
  adresse?: {
    etagebetegnelse?: unknown;
    doerbetegnelse?: unknown;
    husnummer?: {
      vejnavn?: unknown;
      husnummertekst?: unknown;
      postnummer?: { postnr?: unknown; navn?: unknown };
    };
  };
};

/** The client of Adressevælger (Klimadatastyrelsen), with provisional addresses, since new buildings have no others. */
export function adressevaelger({ url, token }: { url: string; token: string }): AddressService {
  const get = async <Body>(path: string, query: Record<string, string> = {}): Promise<Body | null> => {
    const address = new URL(path, url.endsWith("/") ? url : `${url}/`);
    for (const [name, value] of Object.entries({ ...query, token })) address.searchParams.set(name, value);
    const response = await fetch(address, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
    });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`the address service answered ${response.status}`);
    return (await response.json()) as Body;
  };
  return {
    async search(text) {
      const answer = await get<{ fund?: unknown }>("adresser/soeg", {
        tekst: cut(text, MAX_TEXT),
        maksimum: String(SUGGESTIONS),
        "medtag-foreloebige": "true",
      });
      const found = Array.isArray(answer?.fund) ? (answer.fund as Found[]) : [];
      return found.slice(0, SUGGESTIONS).flatMap((one) => {
        if (typeof one?.titel !== "string" || one.titel === "") return [];
        return [
          {
            id: one.type === "adresse" && typeof one.id === "string" ? one.id : null,
            title: cut(one.titel, LIMITS.searchLength),
          },
        ];
      });
    },
    async lookUp(id) {
      const answer = await get<Looked>(`adresser/${encodeURIComponent(id)}`, {
        "medtag-foreloebige": "true",
      });
      const unit = answer?.adresse;
      if (!unit?.husnummer) return null;
      const { vejnavn, husnummertekst, postnummer } = unit.husnummer;
      return readAddress({
        street: vejnavn,
        houseNo: husnummertekst,
        floor: unit.etagebetegnelse,
        door: unit.doerbetegnelse,
        postcode: postnummer?.postnr,
        city: postnummer?.navn,
      }).address;
    },
  };
}

/** The service in the settings; null when there is none. */
export const addressService = (): AddressService | null =>
  env.ADDRESS_SERVICE_URL && env.ADDRESS_SERVICE_TOKEN
    ? adressevaelger({ url: env.ADDRESS_SERVICE_URL, token: env.ADDRESS_SERVICE_TOKEN })
    : null;

/** `{q}` → suggestions of addresses. When the service fails or is slow there are none, and the answer says so. */
export async function suggestAddresses(
  _ctx: Ctx,
  input: unknown,
  service = addressService(),
): Promise<AddressSuggestions> {
  const { q } = parseInput(AddressSearchInput, input);
  if (!service) throw new DomainError("not_found");
  try {
    return { isAvailable: true, suggestions: await service.search(q) };
  } catch {
    return { isAvailable: false, suggestions: [] };
  }
}

/** The parts of a suggested address; null when the service does not tell them. `not_found` without a service. */
export async function lookUpAddress(
  _ctx: Ctx,
  id: string,
  service = addressService(),
): Promise<{ address: Partial<Address> | null }> {
  if (!service) throw new DomainError("not_found");
  return { address: await service.lookUp(id).catch(() => null) };
}

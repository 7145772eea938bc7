import type { Address } from "./address-parts";
import { bareStreet } from "./spelling";

/** A text that is equal for two spellings of one address. It leaves out the town, which the postcode implies. */
export const addressKey = ({ street, houseNo, floor, door, postcode }: Address): string =>
  [bareStreet(street), houseNo, floor, door, postcode].join("|");

const CELLAR = /^k(\d)$/;
const pad = (text: string, length: number) => text.padStart(length, "0");

/** Two characters or more that sort k9 … k2, kl, st, 1 … 99; an empty floor sorts first. */
function floorOrder(floor: string): string {
  if (floor === "") return "00";
  const cellar = CELLAR.exec(floor);
  if (cellar) return pad(String(10 - Number(cellar[1])), 2);
  if (floor === "kl") return "09";
  if (floor === "st") return "10";
  return `2${pad(floor, 2)}`;
}

function doorOrder(door: string): string {
  const side = ["", "tv", "mf", "th"].indexOf(door);
  if (side >= 0) return String(side);
  return /^\d+$/.test(door) ? `4${pad(door, 4)}` : `5${door}`;
}

/** Text whose bytes sort in Danish order: æ, ø, å last, »aa« as å, accents ignored. */
const alphabetical = (text: string) =>
  text
    .toLowerCase()
    .replaceAll("aa", "å")
    .replace(/[éèêëáàâãíìîïóòôõúùûüýÿ]/g, (letter) => letter.normalize("NFD").charAt(0))
    .replace(/[æäøöå]/g, (letter) => ({ æ: "{", ä: "{", ø: "|", ö: "|", å: "}" })[letter] ?? letter);

/** A text whose bytes sort by street, postcode, number, letter, floor from below, door from the left. */
export function addressSortKey({ street, houseNo, floor, door, postcode }: Address): string {
  const [, number = "", letter = ""] = /^(\d*)(.*)$/.exec(houseNo) ?? [];
  return [
    alphabetical(street),
    postcode,
    pad(number, 3),
    alphabetical(letter),
    floorOrder(floor),
    doorOrder(door),
  ].join("\t");
}

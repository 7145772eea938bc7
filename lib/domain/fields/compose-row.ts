import { splitAddress, splitInside } from "@/lib/domain/addresses/address-line";
import type { ValueRepair } from "@/lib/domain/problem";
import { cellText } from "./sheet-columns";

type Values = Record<string, unknown>;

/** In characters; a longer cell is left whole, for the reading of the floor to refuse. */
const MAX_FLOOR_DOOR = 20;

/**
 * A row's values with one key for each part of the address: the pieces `letter`, `floorDoor` and `postcodeCity` are
 * joined and split into the parts. With `isWhole` the house number may stand in the street. Gives the repairs.
 */
export function composeRow(values: Values, isWhole: boolean): { values: Values; repairs: ValueRepair[] } {
  const { letter, floorDoor, postcodeCity, ...parts } = values;
  const repairs: ValueRepair[] = [];
  if (letter !== undefined) {
    const [house, added] = [cellText(parts.houseNo), cellText(letter)];
    if (house.toLowerCase().endsWith(added.toLowerCase())) parts.houseNo ??= letter;
    else {
      parts.houseNo = /\d$/.test(house) ? house + added : `${house} ${added}`.trim();
      repairs.push({
        field: "houseNo",
        from: `${house} + ${added}`,
        to: String(parts.houseNo),
        code: "joined",
      });
    }
  }
  if (floorDoor !== undefined) {
    const text = cellText(floorDoor);
    // »1/3« and »1-3« are a floor and a door in a column that holds both.
    const apart =
      text.length > MAX_FLOOR_DOOR ? text : text.replace(/(?<=[\p{L}\d.])\s*[/-]\s*(?=[\p{L}\d])/u, " ");
    const { floor, door } = splitInside(apart);
    if (floor && door) repairs.push({ field: "floor", from: text, to: `${floor} | ${door}`, code: "split" });
    if (floor) Object.assign(parts, { floor, ...(door && { door }) });
    else if (/^(tv|th|mf)\.?$/i.test(text)) parts.door = text;
    else parts.floor = floorDoor;
  }
  if (postcodeCity !== undefined) {
    const given = parts.postcode;
    parts.postcode = given === undefined ? postcodeCity : given;
    if (given !== undefined && parts.city === undefined) parts.city = postcodeCity;
  }
  if (isWhole && parts.houseNo === undefined) {
    const { houseNo } = splitAddress(cellText(parts.street));
    if (houseNo !== undefined) {
      parts.houseNo = houseNo;
      repairs.push({ field: "houseNo", from: cellText(parts.street), to: houseNo, code: "split" });
    }
  }
  return { values: parts, repairs };
}

/** The values of a row whose street holds the whole address; a part that has a cell of its own keeps it. */
export function splitStreet({ street = "", ...others }: Record<string, string>): Record<string, string> {
  return { ...splitAddress(street), ...others };
}

import { faultOfErrorCell, type Problem, type ProblemCode } from "@/lib/domain/problem";
import { isCell } from "@/lib/domain/sheet-cell";
import { cleanText, cut } from "@/lib/domain/text";
import {
  type Address,
  ADDRESS_PARTS,
  type AddressPart,
  type AddressRepair,
  formatAddress,
  isRequiredPart,
} from "./address-parts";
import { NUMBERED_STREET, placeParts, type RawParts } from "./misplaced-parts";
import { DATE_FAULT, readPart } from "./part-readers";

export { type Address, ADDRESS_PARTS, type AddressPart, formatAddress };

/** In characters, as typed; the postcode may have its town beside it. */
const MAX_LENGTH: Record<AddressPart, number> = {
  street: 100,
  houseNo: 40,
  floor: 40,
  door: 40,
  postcode: 110,
  city: 100,
};
/** The fault of a part that is longer than `MAX_LENGTH`. */
const TOO_LONG: Record<AddressPart, ProblemCode> = {
  street: "too_long",
  houseNo: "not_a_house_number",
  floor: "not_a_floor",
  door: "not_a_door",
  postcode: "not_a_postcode",
  city: "too_long",
};

/**
 * A street with more in it than its name: a number (but not »10. Februar Vej«, »Christian 10.s Vej«), a side, a person.
 */
const HOLDS_MORE =
  /(?:^|[ ,(])\d+(?!\d*\.)|[ ,](?:tv|th|mf|sal|stuen?|kælder|nr)\.?$|(?:^| )(?:c\/o|v\/|att[.: ])/iu;

/**
 * Reads the parts of an address: text, numbers, and the cells `{date}` and `{error}` of a sheet. Gives the canonical
 * address, in which a part with an error is empty, the problems and the repairs. Never throws.
 */
export function readAddress(given: RawParts): {
  address: Address;
  problems: Problem[];
  repairs: AddressRepair[];
} {
  const address: Address = { street: "", houseNo: "", floor: "", door: "", postcode: "", city: "" };
  const problems: Problem[] = [];
  const { raw, repairs, disagreeing } = placeParts(given);
  for (const part of ADDRESS_PARTS) {
    const value = raw[part];
    const fail = (code: ProblemCode, told: string | null, params?: Problem["params"]) =>
      problems.push({ field: part, value: told, severity: "error", code, ...(params && { params }) });
    if (part === disagreeing) fail("parts_disagree", cut(String(value), 200));
    else if (isCell(value, "error")) fail(faultOfErrorCell(value.error), cut(value.error, 200));
    else if (isCell(value, "date")) fail(DATE_FAULT[part] ?? faultOf(part), cut(value.date, 200));
    else if (
      value !== undefined &&
      value !== null &&
      typeof value !== "string" &&
      typeof value !== "number"
    ) {
      fail("not_text", cut(String(typeof value === "object" ? JSON.stringify(value) : value), 200));
    } else {
      const { text, fault } = cleanText(value ?? "", MAX_LENGTH[part]);
      if (fault === "too_long")
        fail(
          TOO_LONG[part],
          cut(String(value), 200),
          TOO_LONG[part] === "too_long" ? { limit: MAX_LENGTH[part] } : undefined,
        );
      else if (fault) fail(fault, null);
      else if (text === "") {
        if (isRequiredPart(part)) fail("required", null);
      } else {
        const read = readPart(part, text);
        if ("code" in read) fail(read.code, text);
        else {
          address[part] = read.text;
          if (read.text !== text) repairs.push({ field: part, from: text, to: read.text, code: "spelling" });
        }
      }
    }
  }
  if (HOLDS_MORE.test(address.street) && !NUMBERED_STREET.test(address.street)) {
    const told = cut(address.street, 200);
    problems.push({ field: "street", value: told, severity: "warning", code: "street_holds_more" });
  }
  if (address.door && !address.floor && !problems.some((problem) => problem.field === "floor")) {
    problems.push({ field: "door", value: address.door, severity: "warning", code: "door_without_floor" });
  }
  return { address, problems, repairs };
}

const faultOf = (part: AddressPart): ProblemCode => (part === "postcode" ? "not_a_postcode" : "not_text");

import "server-only";
import type { CaseType } from "@/lib/domain/vocabulary";

const DEMO_FIELDS: Record<CaseType, Record<string, unknown>> = {
  business: { meterType: "direct", usage: "Butik", customerCvr: "10150817", meterPlacement: "switch_room" },
  terraced_house: { storeys: 2, meterPlacement: "outdoor_cabinet" },
  apartment: { storeys: 5, meterPlacement: "switch_room" },
  youth_elderly_care: { floorArea: 38, housingKind: "youth", meterPlacement: "dwelling" },
};

/** Complete fields of made-up cases of a type. `day` is the connection date, YYYY-MM-DD. */
export const demoFields = (caseType: CaseType, day: string) => ({
  ...DEMO_FIELDS[caseType],
  serviceCable: "new",
  connectionDate: day,
  customerName: "Boligselskabet Eksempel",
  customerEmail: "kunde@demo.example",
  customerPhone: "33123456",
  payerSameAsCustomer: true,
});

/** `n` different addresses on one street: houses, or flats, ten to a house number. */
export function demoAddresses(caseType: CaseType, street: string, postcode: string, n: number) {
  const isFlat = caseType === "apartment" || caseType === "youth_elderly_care";
  return Array.from({ length: n }, (_, i) => ({
    street,
    postcode,
    houseNo: String(1 + 2 * (isFlat ? Math.floor(i / 10) : i % 400)) + (isFlat || i < 400 ? "" : "B"),
    ...(isFlat && {
      floor: ["st", "1", "2", "3", "4"][Math.floor((i % 10) / 2)],
      door: i % 2 === 0 ? "tv" : "th",
    }),
    reference: `${street.slice(0, 3).toUpperCase()}-${String(i + 1).padStart(3, "0")}`,
  }));
}

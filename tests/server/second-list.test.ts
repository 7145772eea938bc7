import { knownHeaders } from "@/lib/domain/fields/header-names";
import { labelsOf } from "@/lib/server/imports/header-words";

test("what headers are known is made once for a type of case", () => {
  expect(labelsOf("apartment")).toBe(labelsOf("apartment"));
  expect(knownHeaders("apartment", labelsOf("apartment"))).toBe(
    knownHeaders("apartment", labelsOf("apartment")),
  );
  expect(knownHeaders("business", labelsOf("apartment"))).not.toBe(
    knownHeaders("apartment", labelsOf("apartment")),
  );
});

import { z } from "zod";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { fieldSchema } from "@/lib/domain/fields/field-schema";
import { FIELD_KEYS } from "@/lib/domain/fields/fields";

/** An object with any of these keys, and no others. */
export const anyOf = <Key extends string, Value extends z.ZodType>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value,
) =>
  z.strictObject(
    Object.fromEntries(keys.map((key) => [key, valueOf(key).optional()])) as Record<
      Key,
      z.ZodOptional<Value>
    >,
  );

const anything = (key: string) => z.unknown().meta(fieldSchema(key));

/** Values by field; any value is accepted here, and the verb reads it by the field list. */
export const FieldValuesInput = anyOf(FIELD_KEYS, anything);

export const templateKeys = [...ADDRESS_PARTS, ...FIELD_KEYS] as const;

/** One address: its parts and the case type's fields per address. */
export const AddressRow = anyOf(templateKeys, anything);

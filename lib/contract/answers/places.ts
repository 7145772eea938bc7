import { z } from "zod";
import { person } from "./pieces";

const GridArea = z.object({ code: z.string(), name: z.string(), dso: person });
export type GridArea = z.output<typeof GridArea>;

export const GridAreaSuggestions = z.object({
  postcode: z.string(),
  town: z.string().nullable(),
  exact: z.boolean().meta({ description: "False: the table knows no area; every open one is listed" }),
  gridAreas: z.array(GridArea),
});
export type GridAreaSuggestions = z.output<typeof GridAreaSuggestions>;

const AddressSuggestion = z.object({
  id: z
    .string()
    .nullable()
    .meta({ description: "Null: a street or entrance, whose title is the next search" }),
  title: z.string(),
});
export type AddressSuggestion = z.output<typeof AddressSuggestion>;

export const AddressSuggestions = z.object({
  isAvailable: z.boolean().meta({ description: "False: the service did not answer; addresses can be typed" }),
  suggestions: z.array(AddressSuggestion),
});
export type AddressSuggestions = z.output<typeof AddressSuggestions>;

export const SuggestedAddress = z.object({
  address: z.record(z.string(), z.string()).nullable().meta({ description: "Null: the service cannot tell" }),
});
export type SuggestedAddress = z.output<typeof SuggestedAddress>;

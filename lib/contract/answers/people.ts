import { z } from "zod";
import { ORGANISATION_KINDS, ROLES } from "@/lib/domain/vocabulary";
import { id, person } from "./pieces";

export const Me = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  organisation: z.object({ id, kind: z.enum(ORGANISATION_KINDS), name: z.string() }).nullable(),
});
export type Me = z.output<typeof Me>;

export const Assignees = z.object({ installers: z.array(person), handlers: z.array(person) });
export type Assignees = z.output<typeof Assignees>;

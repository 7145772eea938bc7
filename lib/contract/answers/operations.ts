import { z } from "zod";
import { blockedCase } from "./actions";
import { administrator, count, id, moment, state, values } from "./pieces";

export const OperationReport = z.object({
  id,
  action: z.string(),
  at: moment,
  actorName: z.string(),
  organisationName: z.string().nullable().meta({ description: administrator }),
  projectId: id.nullable(),
  projectName: z.string().nullable(),
  params: values,
  requested: count,
  done: count,
  unchanged: count,
  blockedCount: count,
  missingCount: count,
  leftOutRows: count,
  undoes: id.nullable(),
  partOf: id.nullable().meta({
    description: "The operation over several projects of which this is the part in one project",
  }),
  undoneBy: id.nullable(),
  undoneByName: z.string().nullable(),
  undoneByOrganisation: z.string().nullable(),
  undoneAt: moment.nullable(),
  canUndo: z.boolean(),
  undoUntil: moment.nullable(),
  blocked: z.array(z.object({ ...blockedCase, address: z.string().nullable(), version: z.int().nullable() })),
  missing: z.array(id).meta({
    description: "Asked for and not in sight; told to the company that asked and to administrators",
  }),
  cases: z.array(
    z.object({
      id,
      number: z.int(),
      address: z.string(),
      fromState: state.nullable(),
      toState: state.nullable(),
    }),
  ),
});
export type OperationReport = z.output<typeof OperationReport>;

export const Undone = z.object({ operationId: id, undoes: id, done: count });
export type Undone = z.output<typeof Undone>;

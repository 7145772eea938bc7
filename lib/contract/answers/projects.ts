import { z } from "zod";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { count, countsByState, id, moment, nextCursor, person } from "./pieces";

export const Group = z.object({
  id,
  projectId: id,
  name: z.string(),
  caseType: z.enum(CASE_TYPES),
  caseCount: count,
});
export type Group = z.output<typeof Group>;
export const Groups = z.object({ groups: z.array(Group) });

const ProjectSummary = z.object({
  id,
  name: z.string(),
  gridArea: z.string(),
  gridAreaName: z.string(),
  dso: person,
  owner: person,
  caseCount: count,
  groupCount: count,
  countsByState,
  overdueCount: count.meta({ description: "Cases whose day is over, whoever must act" }),
  completedCount: count.meta({ description: "Completed, those archived since among them" }),
  isDemo: z.boolean(),
  createdAt: moment,
  updatedAt: moment,
});
export type ProjectSummary = z.output<typeof ProjectSummary>;
export const Project = ProjectSummary.extend({ groups: z.array(Group) });
export const Projects = z.object({ projects: z.array(ProjectSummary), nextCursor });

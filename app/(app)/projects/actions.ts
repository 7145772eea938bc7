"use server";

import {
  createGroup,
  createProject,
  deleteGroup,
  deleteProject,
  renameGroup,
  renameProject,
} from "@/lib/server/projects/projects";
import { action } from "@/lib/web/action";

export const createProjectAction = action(createProject);
export const renameProjectAction = action(renameProject);
export const deleteProjectAction = action(deleteProject);
export const createGroupAction = action(createGroup);
export const renameGroupAction = action(renameGroup);
export const deleteGroupAction = action(deleteGroup);

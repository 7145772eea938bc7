"use server";

import { createGroup, deleteGroup, renameGroup } from "@/lib/server/projects/groups";
import { createProject, deleteProject, renameProject } from "@/lib/server/projects/projects";
import { action } from "@/lib/web/action";

export const createProjectAction = action(createProject);
export const renameProjectAction = action(renameProject);
export const deleteProjectAction = action(deleteProject);
export const createGroupAction = action(createGroup);
export const renameGroupAction = action(renameGroup);
export const deleteGroupAction = action(deleteGroup);

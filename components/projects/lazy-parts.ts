"use client";

import { onDemand } from "@/components/ui/on-demand";

export const CreateProjectDialog = onDemand(() =>
  import("./create-project-dialog").then((part) => part.CreateProjectDialog),
);
export const CreateGroupDialog = onDemand(() =>
  import("./create-group-dialog").then((part) => part.CreateGroupDialog),
);
export const NameDialog = onDemand(() => import("./name-dialog").then((part) => part.NameDialog));
export const DeleteDialog = onDemand(() => import("./delete-dialog").then((part) => part.DeleteDialog));

"use server";

import { createView, deleteView, updateView } from "@/lib/server/views/views";
import { action } from "@/lib/web/action";

export const createViewAction = action(createView);
export const updateViewAction = action(updateView);
export const deleteViewAction = action(deleteView);

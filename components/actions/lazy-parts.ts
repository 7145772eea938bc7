"use client";

import { onDemand } from "@/components/ui/on-demand";

export const ActionDialog = onDemand(() => import("./action-dialog").then((part) => part.ActionDialog));
export const WhyNotDialog = onDemand(() => import("./why-not-dialog").then((part) => part.WhyNotDialog));

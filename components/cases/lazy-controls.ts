"use client";

import { onDemand } from "@/components/ui/on-demand";

export const DateField = onDemand(() => import("@/components/ui/date-field").then((part) => part.DateField));
export const ComboBox = onDemand(() => import("@/components/ui/combo-box").then((part) => part.ComboBox));
export const BulkEdit = onDemand(() => import("./bulk-edit").then((part) => part.BulkEdit));
export const CaseColumns = onDemand(() => import("./case-columns").then((part) => part.CaseColumns));

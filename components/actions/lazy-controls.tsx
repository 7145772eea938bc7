"use client";

import { useTranslations } from "next-intl";
import { onDemand } from "@/components/ui/on-demand";

const Waiting = () => (
  <p role="status" className="min-h-16 text-muted">
    {useTranslations("cases.table")("loading")}
  </p>
);

export const DateField = onDemand(
  () => import("@/components/ui/date-field").then((part) => part.DateField),
  Waiting,
);
export const ComboBox = onDemand(
  () => import("@/components/ui/combo-box").then((part) => part.ComboBox),
  Waiting,
);
export const BulkEdit = onDemand(() => import("./bulk-edit").then((part) => part.BulkEdit), Waiting);
export const CaseColumns = onDemand(() => import("./case-columns").then((part) => part.CaseColumns), Waiting);

"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";

/** The same file made cases in the group before. */
export function SameFile({ at, created }: { at: string; created: number }) {
  const t = useTranslations("import");
  const format = useFormatter();
  const day = format.dateTime(new Date(at), { day: "numeric", month: "short" });
  return (
    <Notice tone="warning" role="status" className="mb-5">
      {t("sameFile", { day, count: created })}
    </Notice>
  );
}

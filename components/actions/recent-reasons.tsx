"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { getJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import type { Action } from "@/lib/domain/vocabulary";
import type { Reasons } from "@/lib/contract/answers/actions";

/** The reasons one's own company gave last, to be taken again instead of written again. */
export function RecentReasons({ action, onChoose }: { action: Action; onChoose: (reason: string) => void }) {
  const t = useTranslations("cases.parameters");
  const [reasons, setReasons] = useState<readonly string[]>([]);
  useEffect(() => {
    const leaving = new AbortController();
    void getJson<Reasons>(`/api/v1/reasons?action=${action}`, leaving.signal).then(
      (answer) => answer.ok && !leaving.signal.aborted && setReasons(answer.body.reasons),
    );
    return () => leaving.abort();
  }, [action]);
  if (reasons.length === 0) return null;
  return (
    <div role="group" aria-label={t("recentReasons")} className="-mt-2 flex flex-wrap items-center gap-2">
      <span className="text-sm text-muted">{t("recentReasons")}</span>
      {reasons.map((reason) => (
        <Button key={reason} size="sm" onPress={() => onChoose(reason)} className="max-w-full">
          <span className="truncate">{reason}</span>
        </Button>
      ))}
    </div>
  );
}

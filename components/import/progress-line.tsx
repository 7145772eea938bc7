"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { WorkProgress } from "@/components/long-work";
import { Progress } from "@/components/ui/progress";

/** Work that is over sooner than this is not worth a bar. */
const QUIET_MS = 500;

/** How far an upload, a check or a creation has come; read aloud at every quarter. */
export function ProgressLine({ progress, isBusy }: { progress?: WorkProgress; isBusy: boolean }) {
  const t = useTranslations("import");
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(isBusy), isBusy ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [isBusy]);
  if (!isBusy || !isSlow) return null;
  const { phase = "checking", done = 0, total = 0 } = progress ?? {};
  const part = total > 0 ? Math.round((100 * done) / total) : undefined;
  const label = t(`progress.${phase}`, { done, total });
  return (
    <div className="mt-6">
      <Progress label={label} value={part} />
      <p role="status" className="sr-only">
        {part === undefined ? label : `${label} ${Math.floor(part / 25) * 25} %`}
      </p>
    </div>
  );
}

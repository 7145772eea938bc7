"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Progress } from "@/components/ui/progress";
import type { Running } from "./action-run";

/** Nothing is shown of work that is done sooner, in milliseconds. */
const QUICK = 500;
const QUARTERS = [25, 50, 75, 100];

/** How far an action has come; said aloud at each quarter, and at once when the line is lost. */
export function RunProgress({ running, count }: { running: Running; count: number }) {
  const t = useTranslations("cases");
  const format = useFormatter();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUICK);
    return () => clearTimeout(timer);
  }, []);
  const { progress, pause } = running;
  const written = progress?.phase === "writing" ? progress : undefined;
  const percent = written && written.total > 0 ? (100 * written.done) / written.total : 0;
  const quarter = QUARTERS.findLast((part) => percent >= part);
  const bar = written
    ? t("progress", { done: format.number(written.done), total: format.number(written.total) })
    : t("running", { count });
  return (
    <>
      <p role="status" className={pause ? "font-medium text-warning" : "sr-only"}>
        {pause ? t(`pause.${pause}`) : isShown && quarter ? t("quarter", { percent: quarter }) : ""}
      </p>
      {isShown && !pause && (
        <Progress label={bar} {...(written && { value: written.done, max: written.total })} />
      )}
    </>
  );
}

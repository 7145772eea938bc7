import { AlarmClock, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { danishDay } from "@/lib/domain/danish-day";
import type { CaseRow } from "./case-row";

const LOOK = {
  overdue: "bg-danger-tint text-danger",
  soon: "bg-warning-tint text-warning",
} as const;

/** By when a case must be acted on; what is near or over says so in words, by colour and by an icon. */
export function DueChip({
  due,
  state,
  isShort = false,
}: Pick<CaseRow, "due" | "state"> & { isShort?: boolean }) {
  const t = useTranslations("cases.due");
  const format = useFormatter();
  if (!due) return null;
  const about = t("about", { state });
  if (due.date === null)
    return (
      <span className="text-muted" title={about}>
        {t(`turn.${due.waiting}`)}
      </span>
    );
  const day = format.dateTime(new Date(due.date), "day");
  const title = `${day}. ${about}`;
  if (due.status !== "overdue" && due.status !== "soon")
    return (
      <time dateTime={due.date} title={title}>
        {day}
      </time>
    );
  const days = daysTo(due.date);
  const Icon = due.status === "overdue" ? TriangleAlert : AlarmClock;
  return (
    <time
      dateTime={due.date}
      title={title}
      className={`inline-flex items-center gap-1 rounded-full px-2 text-sm whitespace-nowrap ${LOOK[due.status]}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {t(isShort ? "inShort" : "in", { days, over: Math.max(0, -days) })}
    </time>
  );
}

const DAY = 86_400_000;
const daysTo = (date: string) => Math.round((Date.parse(date) - Date.parse(danishDay(Date.now()))) / DAY);

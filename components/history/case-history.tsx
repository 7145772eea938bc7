import Link from "next/link";
import { useTranslations } from "next-intl";
import { StateBadge } from "@/components/state-badge";
import type { CaseState } from "@/lib/domain/vocabulary";

export type ShownEntry = {
  id: number;
  when: string;
  who: string;
  action: string;
  fromState: CaseState | null;
  toState: CaseState | null;
  changes: string[];
  reason: string | null;
  /** Null when this reader sees the operation only in part, and so no report of it. */
  operationId: string | null;
  operationSize: number;
};

/** Everything that happened to a case, newest first, each line tied to the operation it was a part of. */
export function CaseHistory({ entries }: { entries: ShownEntry[] }) {
  const t = useTranslations("cases.page");
  return (
    <section aria-label={t("history")} className="panel px-5 py-4">
      <h2 className="mb-3">{t("history")}</h2>
      <ol className="flex flex-col gap-4">
        {entries.map((entry) => (
          <li key={entry.id} className="border-l-2 border-line pl-4">
            <p className="font-medium">{entry.action}</p>
            {entry.toState && entry.fromState !== entry.toState && (
              <p className="my-1 flex flex-wrap items-center gap-2">
                {entry.fromState && (
                  <>
                    <StateBadge state={entry.fromState} /> →
                  </>
                )}
                <StateBadge state={entry.toState} />
              </p>
            )}
            {entry.changes.map((change) => (
              <p key={change} className="text-[0.9375rem] break-words">
                {change}
              </p>
            ))}
            {entry.reason && (
              <p className="text-[0.9375rem] break-words">
                {t("reason")}: {entry.reason}
              </p>
            )}
            <p className="text-sm text-muted">
              {entry.when} · {entry.who}
              {entry.operationSize > 1 && (
                <>
                  {" · "}
                  {entry.operationId ? (
                    <Link href={`/operations/${entry.operationId}`} prefetch={false} className="link">
                      {t("partOf", { count: entry.operationSize })}
                    </Link>
                  ) : (
                    t("partOf", { count: entry.operationSize })
                  )}
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

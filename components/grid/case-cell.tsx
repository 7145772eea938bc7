import { useFormatter, useTranslations } from "next-intl";
import { StateBadge } from "@/components/state-badge";
import type { CaseColumnId } from "@/lib/domain/case-columns";
import { CaseLink } from "./case-link";
import { type CaseRow, isOut } from "./case-row";
import { DueChip } from "./due-chip";

/** What stands in one cell; the same in the grid, in the plain table and in print. */
export function CaseCell({ row, column }: { row: CaseRow; column: CaseColumnId }) {
  const format = useFormatter();
  const day = (value: string) => format.dateTime(new Date(value), "day");
  switch (column) {
    case "number":
      return <CaseLink id={row.id} number={row.number} />;
    case "state":
      return <StateBadge state={row.state} />;
    case "due":
      return <DueChip due={row.due} state={row.state} />;
    case "connectionDate":
    case "updatedAt":
      return row[column] && <time dateTime={row[column]}>{day(row[column])}</time>;
    case "closed":
      return (
        row.closed && (
          <span title={row.closed.reason ?? undefined}>
            <time dateTime={row.closed.day}>{day(row.closed.day)}</time>
            {row.closed.reason && ` · ${row.closed.reason}`}
          </span>
        )
      );
    case "reference":
      return row.anonymisedAt ? <Anonymised at={row.anonymisedAt} /> : row.reference;
    case "handler":
      return row.handler ?? <span className="text-muted">–</span>;
    default:
      return row[column];
  }
}

/** In the place of the own reference, which went with the rest that names somebody. There is no room for the day. */
function Anonymised({ at }: { at: string }) {
  const t = useTranslations("cases.page");
  const day = useFormatter().dateTime(new Date(at), "day");
  return (
    <span title={t("anonymised", { day })} className="text-sm text-muted">
      {t("anonymisedShort")}
    </span>
  );
}

/** A case on a narrow screen: two lines instead of columns. */
export const CaseCard = ({ row }: { row: CaseRow }) => (
  <span className="flex min-w-0 grow flex-col justify-center gap-0.5">
    <strong className={`truncate font-semibold ${isOut(row) ? "line-through" : ""}`}>{row.address}</strong>
    <CardLine row={row} />
  </span>
);

/** The second line of the card: what the columns would tell. The link stands apart from where a tap selects. */
export function CardLine({ row, className = "" }: { row: CaseRow; className?: string }) {
  const t = useTranslations("cases.table");
  return (
    <span className={`flex items-center gap-2 text-sm text-muted ${className}`}>
      <StateBadge state={row.state} />
      {(row.due?.status === "overdue" || row.due?.status === "soon") && (
        <span className="shrink-0">
          <DueChip due={row.due} state={row.state} isShort />
        </span>
      )}
      <span className="min-w-0 flex-1 basis-0 truncate">
        {isOut(row) ? (
          t(row.live)
        ) : row.anonymisedAt ? (
          <Anonymised at={row.anonymisedAt} />
        ) : (
          (row.closed?.reason ?? row.reference)
        )}
      </span>
      <span className="ml-auto shrink-0 pr-1">
        <span className="sr-only">{t("columns.number")}</span>
        <CaseLink id={row.id} number={row.number} />
      </span>
    </span>
  );
}

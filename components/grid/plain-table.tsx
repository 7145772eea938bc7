import { useTranslations } from "next-intl";
import { CardLine, CaseCell } from "./case-cell";
import type { CaseColumnId } from "@/lib/domain/case-columns";
import type { CaseRow, ShownPart } from "./case-row";
import { type CaseColumn, isSortable, TICK_WIDTH } from "./columns";

type Props = {
  groups: readonly ShownPart[];
  columns: readonly CaseColumn[];
  isCompact?: boolean;
  /** How many rows, the groups' own among them; all when absent. */
  limit?: number;
  groupTools?: (group: ShownPart) => React.ReactNode;
  /** Where a click on a column's head leads. */
  sortHref?: (column: CaseColumnId) => string;
  /** A click before the grid is there is not lost. */
  selectedIds?: ReadonlySet<string>;
  onToggle?: (row: CaseRow) => void;
};

/** As high as a row of the grid; a narrow window makes it a card. */
const rowClass = (isCompact: boolean) =>
  `${isCompact ? "h-8" : "h-10"} border-b border-line md:pointer-coarse:h-12`;

/** The project as a plain table, row for row where the grid draws it: first on the page, and all there is without script. */
export function PlainTable({ groups, limit = Number.POSITIVE_INFINITY, ...more }: Props) {
  const { columns, groupTools, sortHref, selectedIds, onToggle } = more;
  const row = rowClass(more.isCompact ?? false);
  const t = useTranslations("cases.table");
  return (
    <table className="w-full table-fixed border-collapse text-[0.9375rem] max-md:block">
      <caption className="sr-only">{t("caption")}</caption>
      <colgroup>
        <col style={{ width: TICK_WIDTH }} />
        {columns.map((column) => (
          <col key={column.id} style={{ width: column.width }} className={column.narrow} />
        ))}
      </colgroup>
      <thead className="text-sm text-muted max-md:sr-only">
        <tr className={`${row} text-left`}>
          <td />
          {columns.map(({ id, hidden }) => (
            <th key={id} scope="col" className={`px-3 font-medium ${hidden}`}>
              {sortHref && isSortable(id) ? (
                <a href={sortHref(id)}>{t(`columns.${id}`)}</a>
              ) : (
                t(`columns.${id}`)
              )}
            </th>
          ))}
        </tr>
      </thead>
      {cut(groups, limit).map((group) => (
        <tbody key={group.id} className="max-md:block">
          <tr className={`${row} bg-page max-md:flex max-md:h-16 max-md:items-center max-md:pl-3`}>
            <td className="max-md:w-16 max-md:shrink-0" />
            <th scope="rowgroup" colSpan={columns.length} className="text-left max-md:min-w-0 max-md:grow">
              <div className="flex items-center gap-x-3 pr-3">
                <span className="w-7 shrink-0" />
                {groupTools?.(group) ?? group.name}
              </div>
            </th>
          </tr>
          {group.rows.map((one) => (
            <tr
              key={one.id}
              onClick={(event) => !(event.target as Element).closest("a, button") && onToggle?.(one)}
              className={`${row} ${selectedIds?.has(one.id) ? "bg-accent-tint" : ""} max-md:flex max-md:h-16 max-md:items-center max-md:pl-3`}
            >
              <td className="max-md:w-16 max-md:shrink-0" />
              {columns.map(({ id, hidden }) =>
                id === "address" ? (
                  <th key={id} scope="row" className="min-w-0 truncate px-3 text-left font-medium md:pl-10">
                    <span className="block truncate max-md:font-semibold">{one.address}</span>
                    <CardLine row={one} className="mt-0.5 font-normal md:hidden" />
                  </th>
                ) : (
                  <td
                    key={id}
                    className={`truncate px-3 max-md:hidden ${hidden} ${id === "updatedAt" ? "text-muted" : ""}`}
                  >
                    <CaseCell row={one} column={id} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** The first rows as they stand under each other, a group's own and those of its cases when it is open. */
function cut(groups: readonly ShownPart[], limit: number): ShownPart[] {
  let left = limit;
  return groups.flatMap((group) => {
    if (left <= 0) return [];
    const rows = group.isOpen ? group.rows.slice(0, left - 1) : [];
    left -= 1 + rows.length;
    return [{ ...group, rows }];
  });
}

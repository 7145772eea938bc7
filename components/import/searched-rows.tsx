"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { SearchField } from "@/components/ui/search-field";

const AT_A_TIME = 200;
/** Fewer are seen at a glance. */
const WORTH_A_SEARCH = 10;

type Props<Row> = {
  /** What is searched. */
  label: string;
  head: string;
  rows: readonly Row[];
  textOf: (row: Row) => string;
  cellOf: (row: Row) => React.ReactNode;
};

/** Rows of the file with their numbers, thousands of them: searched, and so many drawn at a time. */
export function SearchedRows<Row extends { row: number }>({ label, head, rows, textOf, cellOf }: Props<Row>) {
  const t = useTranslations("import");
  const [sought, setSought] = useState("");
  const [limit, setLimit] = useState(AT_A_TIME);
  const words = useDeferredValue(sought).toLowerCase().split(/\s+/).filter(Boolean);
  const key = words.join(" ");
  const found = useMemo(() => {
    if (key === "") return rows;
    const all = key.split(" ");
    return rows.filter((row) => {
      const text = textOf(row).toLowerCase();
      return all.every((word) => text.includes(word));
    });
  }, [rows, key, textOf]);
  return (
    <div className="flex flex-col gap-2">
      {rows.length > WORTH_A_SEARCH && (
        <div className="flex flex-wrap items-end gap-x-4 gap-y-1">
          <SearchField
            label={label}
            value={sought}
            onChange={(text) => {
              setSought(text);
              setLimit(AT_A_TIME);
            }}
            className="w-full max-w-sm"
          />
          <p role="status" className="pb-2 text-sm text-muted">
            {key !== "" && t("foundOf", { found: found.length, count: rows.length })}
          </p>
        </div>
      )}
      <div
        className="max-h-96 overflow-y-auto rounded-md border border-line"
        tabIndex={0}
        role="group"
        aria-label={head}
      >
        <table className="w-full">
          <thead className="sticky top-0 bg-page text-left text-sm text-muted">
            <tr>
              <th scope="col" className="w-20 px-3 py-1.5 font-medium">
                {t("rowNumber")}
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {head}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {found.slice(0, limit).map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row may stand here more than once
              <tr key={`${row.row} ${i}`}>
                <td className="px-3 py-1.5 align-top tabular-nums">{row.row}</td>
                <td className="px-3 py-1.5 [overflow-wrap:anywhere]">{cellOf(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > limit && (
        <Button size="sm" variant="quiet" className="self-start" onPress={() => setLimit(limit + AT_A_TIME)}>
          {t("showMore", { count: found.length - limit })}
        </Button>
      )}
    </div>
  );
}

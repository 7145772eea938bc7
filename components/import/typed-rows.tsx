"use client";

import { ArrowDownToLine, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ADDRESS_PARTS } from "@/lib/domain/address";
import { addressFields } from "@/lib/domain/fields";
import type { CaseType } from "@/lib/domain/vocabulary";
import type { TypedRow } from "./import-answer";

type Props = { caseType: CaseType; rows: TypedRow[]; onChange: (rows: TypedRow[]) => void };

const MAX_ROWS = 200;
const WIDTHS: Record<string, string> = {
  street: "min-w-48",
  houseNo: "w-20",
  floor: "w-20",
  door: "w-20",
  postcode: "w-24",
  city: "min-w-32",
};
const REQUIRED = ["street", "houseNo", "postcode"];

/** Addresses by hand, a row each. Enter goes on to the next row; a block copied from a sheet fills rows and columns. */
export function TypedRows({ caseType, rows, onChange }: Props) {
  const t = useTranslations("import");
  const words = useTranslations("domain");
  const [showsMore, setShowsMore] = useState(false);
  const own = addressFields(caseType);
  const columns: string[] = [
    ...ADDRESS_PARTS,
    "reference",
    ...(showsMore ? own.filter((key) => key !== "reference") : []),
  ];
  const label = (key: string) =>
    (ADDRESS_PARTS as readonly string[]).includes(key) ? words(`addressPart.${key}`) : words(`field.${key}`);

  const set = (at: number, key: string, value: string) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, [key]: value } : row)));
  const add = () => {
    const last = rows.at(-1);
    // The next house is mostly on the same street.
    onChange([
      ...rows,
      { street: last?.street ?? "", postcode: last?.postcode ?? "", city: last?.city ?? "" },
    ]);
  };
  const paste = (event: React.ClipboardEvent, at: number, column: number) => {
    const lines = event.clipboardData.getData("text").replace(/\r/g, "").trimEnd().split("\n");
    if (lines.length < 2 && !lines[0]?.includes("\t")) return;
    event.preventDefault();
    const next = [...rows];
    for (const [i, line] of lines.slice(0, MAX_ROWS - at).entries()) {
      const cells = line.split("\t");
      const filled = Object.fromEntries(
        cells.flatMap((cell, j) =>
          columns[column + j] ? [[columns[column + j] as string, cell.trim()]] : [],
        ),
      );
      next[at + i] = { ...next[at + i], ...filled };
    }
    onChange(next);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>, at: number) => {
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    if (at === rows.length - 1 && rows.length < MAX_ROWS) add();
    const box = event.currentTarget.closest("table");
    requestAnimationFrame(() => box?.querySelector<HTMLInputElement>(`[data-cell="${at + 1}-0"]`)?.focus());
  };

  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t("typedHelp")}</p>
      <div className="overflow-x-auto">
        <table className="w-full min-w-[44rem] text-[0.9375rem]">
          <thead>
            <tr className="text-left text-sm">
              {columns.map((key) => (
                <th key={key} scope="col" className={`px-1 pb-1.5 font-medium ${WIDTHS[key] ?? "min-w-28"}`}>
                  {label(key)}
                  {REQUIRED.includes(key) && " *"}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">{t("rowTools")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other identity
              <tr key={i}>
                {columns.map((key, j) => (
                  <td key={key} className="px-1 py-1">
                    <input
                      data-cell={`${i}-${j}`}
                      aria-label={`${label(key)}, ${t("row", { row: i + 1 })}`}
                      value={row[key] ?? ""}
                      onChange={(event) => set(i, key, event.target.value)}
                      onPaste={(event) => paste(event, i, j)}
                      onKeyDown={(event) => onKeyDown(event, i)}
                      className="min-h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2"
                    />
                  </td>
                ))}
                <td className="py-1 whitespace-nowrap">
                  <Button
                    size="sm"
                    variant="quiet"
                    aria-label={t("copyDown", { row: i + 1 })}
                    onPress={() =>
                      onChange([
                        ...rows.slice(0, i + 1),
                        { ...row, houseNo: "", reference: "" },
                        ...rows.slice(i + 1),
                      ])
                    }
                  >
                    <ArrowDownToLine aria-hidden />
                  </Button>
                  <Button
                    size="sm"
                    variant="quiet"
                    aria-label={t("removeRow", { row: i + 1 })}
                    isDisabled={rows.length === 1}
                    onPress={() => onChange(rows.filter((_, at) => at !== i))}
                  >
                    <Trash2 aria-hidden />
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onPress={add} isDisabled={rows.length >= MAX_ROWS}>
          {t("addRow")}
        </Button>
        <Button variant="quiet" onPress={() => setShowsMore(!showsMore)}>
          {t(showsMore ? "fewerFields" : "moreFields")}
        </Button>
      </div>
    </div>
  );
}

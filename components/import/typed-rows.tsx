"use client";

import { ArrowDownToLine, Copy, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { getJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ADDRESS_PARTS, isRequiredPart } from "@/lib/domain/addresses/address-parts";
import { addressFields, field, isFieldKey } from "@/lib/domain/fields/fields";
import type { PastedAddresses } from "@/lib/domain/fields/pasted-addresses";
import type { CaseType } from "@/lib/domain/vocabulary";
import { AddressSearch } from "./address-search";
import { useFieldLabel } from "./field-label";
import type { GridAreaSuggestions } from "@/lib/contract/answers/places";
import { COPIED, type TypedRow, withoutMark } from "./import-answer";

type Props = {
  caseType: CaseType;
  rows: TypedRow[];
  onChange: (rows: TypedRow[]) => void;
  hasAddressService: boolean;
};

const MAX_ROWS = 200;
/** A paste with more postcodes gets the rest of its towns from the check. */
const MAX_TOWNS = 10;
const WIDTHS: Record<string, string> = {
  street: "min-w-44",
  houseNo: "w-20",
  floor: "w-20",
  door: "w-20",
  postcode: "w-24",
  city: "min-w-32",
};
const isEmpty = (row: TypedRow | undefined) =>
  Object.values(withoutMark(row)).every((text) => text.trim() === "");

/** Addresses by hand, a row each. Enter goes on to the next row; a block copied from a sheet fills rows and columns. */
export function TypedRows({ caseType, rows, onChange, hasAddressService }: Props) {
  const t = useTranslations("import");
  const own = addressFields(caseType);
  const [showsMore, setShowsMore] = useState(() =>
    rows.some((row) => own.some((key) => key !== "reference" && row[key])),
  );
  const [pasted, setPasted] = useState<Omit<PastedAddresses, "rows"> & { isCut: boolean }>();
  /** The cell last worked in: »Kopiér ned« copies from there. */
  const [at, setAt] = useState<{ row: number; key: string }>({ row: 0, key: "street" });
  const table = useRef<HTMLTableElement>(null);
  const columns: string[] = [
    ...ADDRESS_PARTS,
    "reference",
    ...(showsMore ? own.filter((key) => key !== "reference") : []),
  ];
  const nameOf = useFieldLabel();
  const label = (key: string) => {
    const unit = isFieldKey(key) ? field(key).unit : undefined;
    return unit ? `${nameOf(key)} (${unit})` : nameOf(key);
  };

  const set = (row: number, key: string, value: string) =>
    onChange(
      rows.map((one, i) =>
        // The town was that of the old postcode.
        i === row ? { ...withoutMark(one), ...(key === "postcode" && { city: "" }), [key]: value } : one,
      ),
    );
  const focus = (row: number, key: string) =>
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLInputElement>(`[data-cell="${row}-${key}"]`)?.focus(),
    );
  const add = () => {
    // The next house is mostly on the same street.
    const { street = "", postcode = "", city = "" } = rows.at(-1) ?? {};
    onChange([...rows, { street, postcode, city, [COPIED]: "1" }]);
    focus(rows.length, street ? "houseNo" : "street");
  };

  /** The town that goes with a postcode; one the user has written himself stays. */
  const fillTown = async (postcode: string) => {
    if (!/^\d{4}$/.test(postcode)) return;
    const answer = await getJson<GridAreaSuggestions>(`/api/v1/grid-areas?postcode=${postcode}`);
    if (answer.ok && answer.body.town) latest.current(postcode, answer.body.town);
  };
  // The rows may have changed while the town was asked for.
  const latest = useRef((_postcode: string, _town: string) => {});
  useEffect(() => {
    latest.current = (postcode, town) =>
      onChange(
        rows.map((one) =>
          one.postcode?.trim() === postcode && !one.city?.trim() ? { ...one, city: town } : one,
        ),
      );
    return () => {
      latest.current = () => {};
    };
  });

  const paste = async (event: React.ClipboardEvent, row: number, column: number) => {
    const text = event.clipboardData.getData("text");
    if (!/[\n\r]/.test(text.trimEnd()) && !text.includes("\t")) return;
    event.preventDefault();
    const { pastedAddresses } = await import("@/lib/domain/fields/pasted-addresses");
    const labels = Object.fromEntries([...ADDRESS_PARTS, ...own].map((key) => [key, [label(key)]]));
    const read = pastedAddresses(text, caseType, labels, { columns, column });
    setPasted({ ...read, isCut: read.rows.length > MAX_ROWS - row });
    if (read.rows.length === 0) return;
    if (read.rows.some((one) => own.some((key) => key !== "reference" && one[key]))) setShowsMore(true);
    const next = [...rows];
    for (const [i, values] of read.rows.slice(0, MAX_ROWS - row).entries())
      next[row + i] = { ...withoutMark(next[row + i]), ...values };
    onChange(next);
    const postcodes = new Set(next.map((one) => one.postcode?.trim() ?? ""));
    for (const postcode of [...postcodes].slice(0, MAX_TOWNS)) void fillTown(postcode);
  };

  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>, row: number, key: string) => {
    if (event.key === "ArrowDown" && row < rows.length - 1) focus(row + 1, key);
    if (event.key === "ArrowUp" && row > 0) focus(row - 1, key);
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    if (row < rows.length - 1) focus(row + 1, rows[row + 1]?.street ? "houseNo" : "street");
    else if (rows.length < MAX_ROWS) add();
  };

  const copyDown = () => {
    const value = rows[at.row]?.[at.key] ?? "";
    onChange(rows.map((one, i) => (i > at.row ? { ...withoutMark(one), [at.key]: value } : one)));
    focus(at.row, at.key);
  };

  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t("typedHelp")}</p>
      {hasAddressService && (
        <AddressSearch
          onFound={(address) =>
            onChange(isEmpty(rows.at(-1)) ? [...rows.slice(0, -1), address] : [...rows, address])
          }
          isFull={rows.length >= MAX_ROWS}
        />
      )}
      {pasted?.isCut && (
        <Notice tone="warning" role="status">
          {t("pasteCut", { limit: MAX_ROWS })}
        </Notice>
      )}
      {pasted && pasted.ambiguous.length > 0 && (
        <Notice tone="danger" role="alert">
          {t("pasteAmbiguous", { columns: pasted.ambiguous.map(label).join(", ") })}
        </Notice>
      )}
      {pasted && pasted.left.length > 0 && (
        <Notice tone="warning" role="status">
          {t("pasteUnread", { columns: pasted.left.join(", ") })}
        </Notice>
      )}
      <div className="sm:overflow-x-auto">
        <table ref={table} className="w-full text-[0.9375rem] max-sm:block sm:min-w-[44rem]">
          <thead className="max-sm:sr-only">
            <tr className="text-left text-sm">
              {columns.map((key) => (
                <th key={key} scope="col" className={`px-1 pb-1.5 font-medium ${WIDTHS[key] ?? "min-w-28"}`}>
                  {label(key)}
                  {isRequiredPart(key) && " *"}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">{t("rowTools")}</span>
              </th>
            </tr>
          </thead>
          <tbody className="max-sm:flex max-sm:flex-col max-sm:gap-4">
            {rows.map((row, i) => (
              <tr
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other identity
                key={i}
                className="max-sm:grid max-sm:grid-cols-2 max-sm:rounded-md max-sm:border max-sm:border-line max-sm:p-2"
              >
                {columns.map((key, j) => (
                  <td key={key} className={`px-1 py-1 ${key === "street" ? "max-sm:col-span-2" : ""}`}>
                    <span aria-hidden className="block pb-1 text-sm sm:hidden">
                      {label(key)}
                      {isRequiredPart(key) && " *"}
                    </span>
                    <input
                      data-cell={`${i}-${key}`}
                      aria-label={`${label(key)}, ${t("row", { row: i + 1 })}`}
                      autoComplete="off"
                      inputMode={key === "postcode" ? "numeric" : undefined}
                      value={row[key] ?? ""}
                      onChange={(event) => set(i, key, event.target.value)}
                      onFocus={() => setAt({ row: i, key })}
                      onBlur={(event) => key === "postcode" && void fillTown(event.target.value.trim())}
                      onPaste={(event) => paste(event, i, j)}
                      onKeyDown={(event) => onKeyDown(event, i, key)}
                      className="min-h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 pointer-coarse:min-h-12"
                    />
                  </td>
                ))}
                <td className="py-1 text-right whitespace-nowrap max-sm:col-span-2">
                  <Button
                    size="sm"
                    variant="quiet"
                    aria-label={t("copyRow", { row: i + 1 })}
                    isDisabled={rows.length >= MAX_ROWS}
                    onPress={() => {
                      onChange([
                        ...rows.slice(0, i + 1),
                        { ...row, houseNo: "", reference: "", [COPIED]: "1" },
                        ...rows.slice(i + 1),
                      ]);
                      focus(i + 1, "houseNo");
                    }}
                  >
                    <Copy aria-hidden />
                  </Button>
                  <Button
                    size="sm"
                    variant="quiet"
                    aria-label={t("removeRow", { row: i + 1 })}
                    onPress={() =>
                      onChange(rows.length === 1 ? [{}] : rows.filter((_, other) => other !== i))
                    }
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
        <Button
          onPress={copyDown}
          isDisabled={at.row >= rows.length - 1}
          aria-label={t("copyDownFrom", { field: label(at.key), row: at.row + 1 })}
        >
          <ArrowDownToLine aria-hidden /> {t("copyDown")}
        </Button>
        <Button variant="quiet" onPress={() => setShowsMore(!showsMore)} aria-expanded={showsMore}>
          {t(showsMore ? "fewerFields" : "moreFields")}
        </Button>
      </div>
    </div>
  );
}

"use client";

import { ArrowDownToLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { getJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { GridAreaSuggestions } from "@/lib/contract/answers/places";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address-parts";
import { addressFields, field, isFieldKey } from "@/lib/domain/fields/fields";
import type { PastedAddresses } from "@/lib/domain/fields/pasted-addresses";
import type { CaseType } from "@/lib/domain/vocabulary";
import { AddressSearch } from "./address-search";
import { useFieldLabel } from "./field-label";
import type { TypedRow } from "./import-answer";
import {
  type CellPlace,
  copiedDown,
  MAX_ROWS,
  withAddress,
  withNewRow,
  withoutRow,
  withPasted,
  withRowCopied,
  withTown,
  withValue,
} from "./typed-row-edits";
import { TypedTable } from "./typed-table";

type Props = {
  caseType: CaseType;
  rows: TypedRow[];
  onChange: (rows: TypedRow[]) => void;
  hasAddressService: boolean;
};

/** A paste with more postcodes gets the rest of its towns from the check. */
const MAX_TOWNS = 10;

/** Addresses by hand, a row each. Enter goes on to the next row; a block copied from a sheet fills rows and columns. */
export function TypedRows({ caseType, rows, onChange, hasAddressService }: Props) {
  const t = useTranslations("import");
  const label = useColumnLabel();
  const { now, change, fillTown } = useRows(rows, onChange);
  const own = addressFields(caseType).filter((key) => key !== "reference");
  const [showsMore, setShowsMore] = useState(() => rows.some((row) => own.some((key) => row[key])));
  const [pasted, setPasted] = useState<Pasted>();
  /** The cell last worked in: »Kopiér ned« copies from there. */
  const [at, setAt] = useState<CellPlace>({ row: 0, key: "street" });
  const table = useRef<HTMLTableElement>(null);
  const columns: string[] = [...ADDRESS_PARTS, "reference", ...(showsMore ? own : [])];
  const isFull = rows.length >= MAX_ROWS;

  const focus = (row: number, key: string) =>
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLInputElement>(`[data-cell="${row}-${key}"]`)?.focus(),
    );
  const add = () => {
    const next = withNewRow(rows);
    change(next);
    focus(rows.length, next.at(-1)?.street ? "houseNo" : "street");
  };

  const paste = async ({ row, key }: CellPlace, event: React.ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    if (!/[\n\r]/.test(text.trimEnd()) && !text.includes("\t")) return;
    event.preventDefault();
    const read = await readPasted(text, caseType, label, { columns, column: columns.indexOf(key) });
    setPasted({ ...read, isCut: read.rows.length > MAX_ROWS - row });
    if (read.rows.length === 0) return;
    if (read.rows.some((values) => own.some((one) => values[one]))) setShowsMore(true);
    const next = withPasted(now(), row, read.rows);
    change(next);
    const postcodes = new Set(next.map(({ postcode = "" }) => postcode.trim()));
    for (const postcode of [...postcodes].slice(0, MAX_TOWNS)) void fillTown(postcode);
  };

  const onKeyDown = ({ row, key }: CellPlace, event: React.KeyboardEvent) => {
    if (event.key === "ArrowDown" && row < rows.length - 1) focus(row + 1, key);
    if (event.key === "ArrowUp" && row > 0) focus(row - 1, key);
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    if (row < rows.length - 1) focus(row + 1, rows[row + 1]?.street ? "houseNo" : "street");
    else if (!isFull) add();
  };

  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t("typedHelp")}</p>
      {hasAddressService && (
        <AddressSearch onFound={(address) => change(withAddress(now(), address))} isFull={isFull} />
      )}
      {pasted && <PasteNotices pasted={pasted} label={label} />}
      <TypedTable
        ref={table}
        rows={rows}
        columns={columns}
        label={label}
        onType={(place, value) => change(withValue(rows, place, value))}
        onEnter={setAt}
        onLeave={({ key }, value) => key === "postcode" && void fillTown(value.trim())}
        onPaste={(place, event) => void paste(place, event)}
        onKeyDown={onKeyDown}
        onCopyRow={(row) => {
          change(withRowCopied(rows, row));
          focus(row + 1, "houseNo");
        }}
        onRemoveRow={(row) => change(withoutRow(rows, row))}
      />
      <div className="flex flex-wrap gap-2">
        <Button onPress={add} isDisabled={isFull}>
          {t("addRow")}
        </Button>
        <Button
          onPress={() => {
            change(copiedDown(rows, at));
            focus(at.row, at.key);
          }}
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

/** A field's name with its unit, as the columns are headed. */
function useColumnLabel() {
  const nameOf = useFieldLabel();
  return (key: string) => {
    const unit = isFieldKey(key) ? field(key).unit : undefined;
    return unit ? `${nameOf(key)} (${unit})` : nameOf(key);
  };
}

/** Changes the rows, and asks for the town of a postcode, to be written where nobody has written one himself. */
function useRows(rows: TypedRow[], onChange: Props["onChange"]) {
  // What is on its way to the page counts, too: a town may be answered sooner than pasted rows are drawn.
  const latest = useRef<TypedRow[]>(null);
  useEffect(() => {
    latest.current = rows;
    return () => {
      latest.current = null;
    };
  });
  /** What was read meanwhile goes into the rows as they are now. */
  const now = () => latest.current ?? rows;
  const change = (next: TypedRow[]) => {
    latest.current = next;
    onChange(next);
  };
  const fillTown = async (postcode: string) => {
    if (!/^\d{4}$/.test(postcode)) return;
    const answer = await getJson<GridAreaSuggestions>(`/api/v1/grid-areas?postcode=${postcode}`);
    if (answer.ok && answer.body.town && latest.current)
      change(withTown(latest.current, postcode, answer.body.town));
  };
  return { now, change, fillTown };
}

/** The addresses in a block of cells that is pasted at a column. */
async function readPasted(
  text: string,
  caseType: CaseType,
  label: (key: string) => string,
  at: { columns: string[]; column: number },
) {
  const { pastedAddresses } = await import("@/lib/domain/fields/pasted-addresses");
  const keys = [...ADDRESS_PARTS, ...addressFields(caseType)];
  return pastedAddresses(text, caseType, Object.fromEntries(keys.map((key) => [key, [label(key)]])), at);
}

type Pasted = Omit<PastedAddresses, "rows"> & { isCut: boolean };

/** What of a paste was not taken. */
function PasteNotices({ pasted, label }: { pasted: Pasted; label: (key: string) => string }) {
  const t = useTranslations("import");
  return (
    <>
      {pasted.isCut && (
        <Notice tone="warning" role="status">
          {t("pasteCut", { limit: MAX_ROWS })}
        </Notice>
      )}
      {pasted.ambiguous.length > 0 && (
        <Notice tone="danger" role="alert">
          {t("pasteAmbiguous", { columns: pasted.ambiguous.map(label).join(", ") })}
        </Notice>
      )}
      {pasted.left.length > 0 && (
        <Notice tone="warning" role="status">
          {t("pasteUnread", { columns: pasted.left.join(", ") })}
        </Notice>
      )}
    </>
  );
}

"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { field, isFieldKey } from "@/lib/domain/fields/fields";
import { useFieldLabel } from "./field-label";
import type { Repair } from "@/lib/contract/answers/imports";
import type { ImportAnswer } from "./import-answer";
import { SearchedRows } from "./searched-rows";

/** So many of the first and of the last stand for all. */
const ENDS = 3;
const FEW_REPAIRS = 10;

type Address = ImportAnswer["addresses"][number];
type Props = { check: ImportAnswer; fileName?: string };

/** What will be made of the rows, whatever is wrong with others: seen before it is created. */
export function ToCreate({ check, fileName }: Props) {
  const t = useTranslations("import");
  const format = useFormatter();
  const [showsAll, setShowsAll] = useState(false);
  const { addresses, sheet } = check;
  const isShort = addresses.length <= 2 * ENDS;
  return (
    <section
      aria-labelledby="to-create"
      className="flex flex-col gap-4 rounded-md border border-line p-4 text-[0.9375rem]"
    >
      <div>
        <h3 id="to-create" className="text-base font-semibold">
          {t("toCreate")}
        </h3>
        <p>
          {t("toCreateCount", { count: addresses.length })}
          {fileName && (
            <span className="text-muted [overflow-wrap:anywhere]">
              {" · "}
              {fileName}
              {sheet?.name && ` · ${t("sheetRead", { sheet: sheet.name, hidden: String(sheet.hidden) })}`}
              {sheet?.headerRow && sheet.headerRow > 1 && ` · ${t("headerRow", { row: sheet.headerRow })}`}
            </span>
          )}
        </p>
      </div>
      {showsAll ? (
        <SearchedRows
          label={t("searchAddresses")}
          head={t("address")}
          rows={addresses}
          textOf={addressOf}
          cellOf={addressOf}
        />
      ) : (
        addresses.length > 0 && (
          <ol className="flex flex-col gap-1">
            {(isShort ? addresses : addresses.slice(0, ENDS)).map((one) => (
              <AddressLine key={one.row} {...one} />
            ))}
            {!isShort && (
              <>
                <li aria-hidden className="pl-27 text-muted">
                  … {format.number(addresses.length - 2 * ENDS)} …
                </li>
                {addresses.slice(-ENDS).map((one) => (
                  <AddressLine key={one.row} {...one} />
                ))}
              </>
            )}
          </ol>
        )
      )}
      {!isShort && (
        <div>
          <Button size="sm" aria-expanded={showsAll} onPress={() => setShowsAll(!showsAll)}>
            {t(showsAll ? "showEnds" : "showAll", { count: addresses.length })}
          </Button>
        </div>
      )}
      {check.columns && <Columns columns={check.columns} unknown={check.unknownColumns ?? []} />}
      {check.repairs.length > 0 && <Repairs repairs={check.repairs} />}
    </section>
  );
}

const addressOf = ({ address }: Address) => address;

function AddressLine({ row, address }: Address) {
  const t = useTranslations("import");
  return (
    <li className="flex gap-3">
      <span className="w-24 shrink-0 whitespace-nowrap text-muted tabular-nums">{t("rowNo", { row })}</span>
      <span className="min-w-0 [overflow-wrap:anywhere]">{address}</span>
    </li>
  );
}

const bareOf = (header: string) => header.replace(/\s*\*\s*$/, "").trim();

/** Which column became what: a header that goes by its field's own name is said once. */
function Columns({ columns, unknown }: { columns: Record<string, string>; unknown: string[] }) {
  const t = useTranslations("import");
  const label = useFieldLabel();
  // As the template heads it: »Boligareal (m²)«. The letter of a column, »Vejnavn (D)«, is no unit.
  const nameOf = (key: string) => {
    const unit = isFieldKey(key) && field(key).unit;
    return unit ? `${label(key)} (${unit})` : label(key);
  };
  const fields = new Map<string, string[]>();
  for (const [key, header] of Object.entries(columns))
    fields.set(header, [...(fields.get(header) ?? []), nameOf(key)]);
  return (
    <div>
      <h4 className="font-medium">{t("columns")}</h4>
      <ul className="mt-1 flex flex-wrap gap-x-5 gap-y-1">
        {[...fields].map(([header, names]) => {
          const read = names.join(" + ");
          return (
            <li key={header} className="[overflow-wrap:anywhere]">
              {bareOf(header).toLowerCase() === read.toLowerCase() ? (
                read
              ) : (
                <>
                  <span className="text-muted">{bareOf(header)} →</span> {read}
                </>
              )}
            </li>
          );
        })}
      </ul>
      {unknown.length > 0 && (
        <p className="mt-1 font-medium text-warning [overflow-wrap:anywhere]">
          {t("unknownColumns", { columns: unknown.join(", ") })}
        </p>
      )}
    </div>
  );
}

function Repairs({ repairs }: { repairs: Repair[] }) {
  const t = useTranslations("import");
  const label = useFieldLabel();
  const lineOf = ({ field, from, to }: Repair) => t("repair", { field: label(field), from, to });
  // A code that is newer than this page has no words here.
  const whyOf = ({ code }: Repair) => (t.has(`repairWhy.${code}`) ? t(`repairWhy.${code}`) : "");
  return (
    <details open={repairs.length <= FEW_REPAIRS}>
      <summary className="cursor-pointer font-medium">{t("repairs", { count: repairs.length })}</summary>
      <div className="mt-2">
        <SearchedRows
          label={t("searchRepairs")}
          head={t("repaired")}
          rows={repairs}
          textOf={(one) => `${label(one.field)} ${one.from} ${one.to}`}
          cellOf={(one) => (
            <>
              {lineOf(one)} <span className="text-sm text-muted">{whyOf(one)}</span>
            </>
          )}
        />
      </div>
    </details>
  );
}

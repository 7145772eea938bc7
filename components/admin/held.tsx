import { useFormatter, useTranslations } from "next-intl";

type Line = {
  held: string;
  name: string;
  rows: number;
  isEstimate: boolean;
  bytes: number;
  /** Null: until somebody deletes it. */
  days: number | null;
  /** Of what the last upkeep removed; undefined where it removes nothing. */
  removed: number | undefined;
};
type Props = {
  lines: readonly Line[];
  /** When the last upkeep came to its end. */
  endedAt: Date | null;
  /** Cases that it anonymised. */
  anonymised: number;
};

const NUMBER = "text-right whitespace-nowrap tabular-nums";
/** A phone has no room for these; how long something is kept stands under its name there. */
const WIDE = "max-sm:hidden";
const COLUMNS = {
  what: "text-left",
  rows: NUMBER,
  size: NUMBER,
  kept: `whitespace-nowrap ${WIDE}`,
  removed: `${NUMBER} ${WIDE}`,
} as const;
const HEADS = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
const KILO = 1024;

/** How much there is of what, how long it is kept, and what was removed last. */
export function HeldData({ lines, endedAt, anonymised }: Props) {
  const t = useTranslations("admin.retention");
  return (
    <div>
      <h2 id="held" className="mb-1">
        {t("held")}
      </h2>
      <p className="mb-3 text-[0.9375rem] text-muted">
        {endedAt ? t("ended", { at: endedAt }) : t("never")}
        {anonymised > 0 && ` ${t("then", { count: anonymised })}`}
      </p>
      <div tabIndex={0} role="region" aria-labelledby="held" className="panel overflow-x-auto">
        <table className="w-full text-[0.9375rem]">
          <thead>
            <tr className="border-b border-line text-left text-sm text-muted">
              {HEADS.map((head) => (
                <th key={head} scope="col" className={`px-4 py-2.5 font-medium ${COLUMNS[head]}`}>
                  {t(`heads.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {lines.map((line) => (
              <HeldLine key={line.held} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function HeldLine({ line: { name, rows, isEstimate, bytes, days, removed } }: { line: Line }) {
  const t = useTranslations("admin.retention");
  const format = useFormatter();
  const kept = days === null ? t("forever") : t("days", { days });
  const size =
    bytes < KILO * KILO
      ? `${format.number(Math.ceil(bytes / KILO))} kB`
      : `${format.number(bytes / KILO / KILO, { maximumFractionDigits: 1 })} MB`;
  return (
    <tr>
      <th scope="row" className={`px-4 py-2 font-medium ${COLUMNS.what}`}>
        {name}
        <span className="block text-sm font-normal text-muted sm:hidden">{kept}</span>
      </th>
      <td className={`px-4 py-2 ${COLUMNS.rows}`}>
        {isEstimate ? t("about", { count: rows }) : format.number(rows)}
      </td>
      <td className={`px-4 py-2 ${COLUMNS.size}`}>{size}</td>
      <td className={`px-4 py-2 ${COLUMNS.kept}`}>{kept}</td>
      <td className={`px-4 py-2 ${COLUMNS.removed}`}>
        {removed === undefined ? <span className="text-muted">–</span> : format.number(removed)}
      </td>
    </tr>
  );
}

import { useFormatter, useTranslations } from "next-intl";

type Line = {
  held: string;
  rows: number;
  isEstimate: boolean;
  bytes: number;
  /** Null: until somebody deletes it. */
  days: number | null;
  /** Of what the last upkeep removed; undefined where it removes nothing. */
  removed: number | undefined;
};
type Props = {
  lines: readonly (Line & { name: string })[];
  /** When the last upkeep came to its end. */
  endedAt: Date | null;
};

const HEADS = ["what", "rows", "size", "kept", "removed"] as const;
const KILO = 1024;

/** How much there is of what, how long it is kept, and what was removed last. */
export function HeldData({ lines, endedAt }: Props) {
  const t = useTranslations("admin.retention");
  const format = useFormatter();
  const sizeOf = (bytes: number) =>
    bytes < KILO * KILO
      ? `${format.number(Math.ceil(bytes / KILO))} kB`
      : `${format.number(bytes / KILO / KILO, { maximumFractionDigits: 1 })} MB`;
  return (
    <section aria-labelledby="held">
      <h2 id="held" className="mb-1">
        {t("held")}
      </h2>
      <p className="mb-3 text-[0.9375rem] text-muted">{endedAt ? t("ended", { at: endedAt }) : t("never")}</p>
      <div tabIndex={0} role="region" aria-labelledby="held" className="panel overflow-x-auto">
        <table className="w-full text-[0.9375rem]">
          <thead>
            <tr className="border-b border-line text-left text-sm text-muted">
              {HEADS.map((head) => (
                <th
                  key={head}
                  scope="col"
                  className={`px-4 py-2.5 font-medium whitespace-nowrap ${["rows", "size", "removed"].includes(head) ? "text-right" : ""}`}
                >
                  {t(`heads.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {lines.map(({ held, name, rows, isEstimate, bytes, days, removed }) => (
              <tr key={held}>
                <th scope="row" className="px-4 py-2 text-left font-medium">
                  {name}
                </th>
                <td className="px-4 py-2 text-right whitespace-nowrap tabular-nums">
                  {isEstimate ? t("about", { count: rows }) : format.number(rows)}
                </td>
                <td className="px-4 py-2 text-right whitespace-nowrap tabular-nums">{sizeOf(bytes)}</td>
                <td className="px-4 py-2 whitespace-nowrap">
                  {days === null ? t("forever") : t("days", { days })}
                </td>
                <td className="px-4 py-2 text-right whitespace-nowrap tabular-nums">
                  {removed === undefined ? <span className="text-muted">–</span> : format.number(removed)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

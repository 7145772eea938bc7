import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { stateColour } from "./state-badge";

/** Cancelled and archived are both grey in words; side by side they differ. */
const barColour = (state: CaseState) =>
  state === "archived" ? "bg-line-strong" : `bg-${stateColour(state)}`;

/** How many cases stand where, as one bar in life-cycle order; its name says the same in words. */
export function StateBar({
  counts,
  className = "",
  label,
}: {
  counts: Record<CaseState, number>;
  className?: string;
  /** What the bar is called, where it is said better than state by state. */
  label?: string;
}) {
  const t = useTranslations("domain.state");
  const filled = CASE_STATES.filter((state) => counts[state] > 0);
  if (filled.length === 0) return null;
  return (
    <div
      role="img"
      aria-label={label ?? filled.map((state) => `${t(state)}: ${counts[state]}`).join(", ")}
      title={filled.map((state) => `${t(state)}: ${counts[state]}`).join("\n")}
      className={`flex h-2.5 w-full gap-px overflow-hidden rounded-full bg-line ${className}`}
    >
      {filled.map((state) => (
        <span
          key={state}
          className={`min-w-[2px] ${barColour(state)}`}
          style={{ flexGrow: counts[state], flexBasis: 0 }}
        />
      ))}
    </div>
  );
}

type LegendProps = {
  counts: Record<CaseState, number>;
  /** Where the cases of a state are shown. */
  hrefOf: (state: CaseState) => string;
  /** The states that are being looked at. */
  shown: readonly string[];
};

/** The bar's colours in words and numbers; each leads to its cases. */
export function StateLegend({ counts, hrefOf, shown }: LegendProps) {
  const t = useTranslations("domain.state");
  const format = useFormatter();
  return (
    <ul
      className="mt-2 flex gap-x-4 gap-y-1 overflow-x-auto text-sm whitespace-nowrap md:flex-wrap"
      data-print="no"
    >
      {CASE_STATES.filter((state) => counts[state] > 0).map((state) => (
        <li key={state}>
          <Link
            href={hrefOf(state)}
            prefetch={false}
            aria-current={shown.includes(state) || undefined}
            className="inline-flex min-h-6 items-center gap-1.5 text-muted no-underline hover:text-ink hover:underline aria-[current]:font-semibold aria-[current]:text-ink"
          >
            <span aria-hidden className={`size-2.5 rounded-full ${barColour(state)}`} />
            {format.number(counts[state])} {t(state)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

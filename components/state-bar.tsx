import { useTranslations } from "next-intl";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { stateColour } from "./state-badge";

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
          className={`min-w-[2px] bg-${stateColour(state)}`}
          style={{ flexGrow: counts[state], flexBasis: 0 }}
        />
      ))}
    </div>
  );
}

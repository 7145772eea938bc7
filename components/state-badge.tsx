import { Archive, Ban, CircleCheck, CircleX, Gauge, MapPin, Plug, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import type { CaseState } from "@/lib/domain/vocabulary";

const ICONS = {
  submitted: Send,
  approved: MapPin,
  ready_for_meter: Gauge,
  meter_installed: Plug,
  completed: CircleCheck,
  rejected: CircleX,
  cancelled: Ban,
  archived: Archive,
} satisfies Record<CaseState, unknown>;

/** The class names of a state's colours; the words use hyphens there. */
export const stateColour = (state: CaseState) => `state-${state.replaceAll("_", "-")}`;

/** Icon, word and colour: never the colour alone. */
export function StateBadge({ state }: { state: CaseState }) {
  const t = useTranslations("domain.state");
  const Icon = ICONS[state];
  const colour = stateColour(state);
  return (
    <span
      className={`inline-flex max-w-full min-w-0 items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap bg-${colour}-tint text-${colour} ${state === "archived" ? "border border-line-strong" : ""}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{t(state)}</span>
    </span>
  );
}

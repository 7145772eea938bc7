import { Check, Minus } from "lucide-react";

/** The drawn square of a tick box; `group/box` around it tells whether it is selected, half selected or invalid. */
export const TickMark = () => (
  <span
    aria-hidden
    className="flex size-[1.125rem] shrink-0 items-center justify-center rounded-[5px] border border-line-strong bg-surface text-accent-ink transition-colors group-hover/box:border-accent group-selected/box:border-accent group-selected/box:bg-accent group-indeterminate/box:border-accent group-indeterminate/box:bg-accent group-invalid/box:border-danger"
  >
    <Check
      strokeWidth={3.5}
      className="hidden size-3 group-selected/box:block group-indeterminate/box:hidden"
    />
    <Minus strokeWidth={3.5} className="hidden size-3 group-indeterminate/box:block" />
  </span>
);

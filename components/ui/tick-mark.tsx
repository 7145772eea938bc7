import { Check, Minus } from "lucide-react";

/** The real box lies unseen over the drawn one, whose surroundings show the focus. */
export const tickInputClass = "absolute inset-0 m-0 size-full cursor-[inherit] opacity-0";
export const tickFocusClass =
  "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus";

/** The drawn square of a tick box; `group/box` around it tells whether it is selected, half selected or invalid. */
export const TickMark = () => (
  <span
    aria-hidden
    className="flex size-[1.125rem] shrink-0 items-center justify-center rounded-[5px] border border-line-strong bg-surface text-accent-ink transition-colors group-hover/box:border-accent group-data-selected/box:border-accent group-data-selected/box:bg-accent group-data-indeterminate/box:border-accent group-data-indeterminate/box:bg-accent group-data-invalid/box:border-danger"
  >
    <Check
      strokeWidth={3.5}
      className="hidden size-3 group-data-selected/box:block group-data-indeterminate/box:hidden"
    />
    <Minus strokeWidth={3.5} className="hidden size-3 group-data-indeterminate/box:block" />
  </span>
);

export type ButtonLook = { variant?: "primary" | "secondary" | "quiet" | "danger"; size?: "sm" | "md" };

const base =
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none no-underline " +
  "transition-colors duration-100 disabled:opacity-45 pending:opacity-70 [&_svg]:size-4 [&_svg]:shrink-0";

const variants = {
  primary:
    "border-transparent bg-accent text-accent-ink shadow-card hover:bg-accent-hover active:bg-accent-hover",
  secondary:
    "border-line-strong bg-surface text-ink hover:bg-accent-tint hover:border-accent active:bg-accent-tint",
  quiet: "border-transparent bg-transparent text-ink hover:bg-accent-tint active:bg-accent-tint",
  danger: "border-transparent bg-danger text-surface shadow-card hover:opacity-90 active:opacity-90",
};

const sizes = {
  sm: "min-h-8 px-3 text-sm pointer-coarse:min-h-11",
  md: "min-h-10 px-4 text-[0.9375rem] pointer-coarse:min-h-12",
};

/** How a button looks, for links that stand among buttons. */
export const buttonClass = ({ variant = "secondary", size = "md" }: ButtonLook = {}) =>
  `${base} ${variants[variant]} ${sizes[size]}`;
